namespace Ftp.Host.Start;

/// <summary>The steps of a node's life, in their order. A step that cannot be done throws <see cref="CannotStartException"/>.</summary>
internal interface INode : IAsyncDisposable
{
    /// <summary>Cancelled when the actor system ended without being asked to.</summary>
    CancellationToken Died { get; }

    /// <summary>Reads the journal; then the control socket answers.</summary>
    Task RecoverAsync(CancellationToken cancel);

    /// <summary>In a new data directory: a folder that guests may read. Can be repeated.</summary>
    /// <returns>Lines for the operator.</returns>
    Task<IReadOnlyList<string>> FirstStartAsync(CancellationToken cancel);

    /// <summary>Opens FTP where the settings say so.</summary>
    Task<Opened> OpenAsync(CancellationToken cancel);

    /// <summary>Reads watched certificates and client authorities now.</summary>
    /// <returns>Lines for the operator.</returns>
    Task<IReadOnlyList<string>> RereadAsync();

    Task<bool> IsAliveAsync(TimeSpan patience);

    /// <summary>Lets transfers finish within <c>shutdown-deadline</c>, then ends actors and journal.</summary>
    Task StopAsync();
}

/// <param name="Listening">Addresses and ports; empty where FTP is off.</param>
/// <param name="Notices">What the operator should know about them.</param>
/// <param name="Differences">Settings that an administrator has set and the files say otherwise.</param>
internal sealed record Opened(IReadOnlyList<string> Listening, IReadOnlyList<string> Notices, IReadOnlyList<string> Differences)
{
    /// <summary>Which certificate is used, and what clients must be told.</summary>
    internal IReadOnlyList<string> Certificates { get; init; } = [];
}

/// <param name="message">One line for the operator.</param>
internal sealed class CannotStartException(string message) : Exception(message);
