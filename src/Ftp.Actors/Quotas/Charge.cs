using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>A file that an upload writes: no part of what is used, but a reservation, until it is settled. All of it belongs to the ledger's lock.</summary>
internal sealed class Charge(QuotaLedger ledger, string path) : IUploadCharge
{
    public string Path { get; set; } = path;

    public List<QuotaAccount> Accounts { get; set; } = [];

    /// <summary>Reserved in each of the accounts.</summary>
    public FileSum Held { get; set; }

    /// <summary>What the file has beyond <see cref="Held"/>: a clone of bytes that are counted already.</summary>
    public long Shared { get; set; }

    public bool IsFresh { get; set; }

    /// <summary>An upload has it; before that the file was only made.</summary>
    public bool IsAdopted { get; set; }

    /// <summary>Somebody removed the file, or another took its name.</summary>
    public bool IsGone { get; set; }

    public bool IsSettled { get; set; }

    public QuotaRefusal? Grow(long size) => ledger.Grow(this, size);

    public void Settle(long? size) => ledger.Settle(this, size);
}
