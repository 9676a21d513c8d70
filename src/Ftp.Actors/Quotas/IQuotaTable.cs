namespace Ftp.Actors.Quotas;

/// <summary>
/// Sums beside the journal. The files themselves are the truth: a sum is believed only after a clean stop. And the users' quotas: the accounts' journal has them, but
/// nobody reads a million journals at a start.
/// </summary>
internal interface IQuotaTable
{
    /// <summary>What stands there, and whether the sums hold. From now on they do not, durably, until <see cref="CloseAsync"/>.</summary>
    Task<(IReadOnlyList<QuotaRow> Rows, bool Clean)> OpenAsync();

    Task SaveAsync(IReadOnlyList<QuotaRow> rows, IReadOnlyList<QuotaKey> gone);

    /// <summary>The sums hold.</summary>
    Task CloseAsync();
}
