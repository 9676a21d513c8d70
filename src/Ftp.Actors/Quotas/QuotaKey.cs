namespace Ftp.Actors.Quotas;

public enum QuotaKind { Resource, User }

/// <summary>Whose quota it is.</summary>
public sealed record QuotaKey(QuotaKind Kind, string Name)
{
    public static QuotaKey Resource(string name) => new(QuotaKind.Resource, name);

    public static QuotaKey User(string login) => new(QuotaKind.User, login);

    /// <summary>As the log and the alarms write it: <c>resource:scans</c>.</summary>
    public override string ToString() => $"{(Kind == QuotaKind.User ? "user" : "resource")}:{Name}";
}
