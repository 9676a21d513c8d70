using Ftp.Host.Configuration;

namespace Ftp.Host.Start;

internal static class CtlDoor
{
    internal static Task<int> RunAsync(IReadOnlyList<string> arguments) => Task.FromException<int>(new NotSupportedException($"ctl {arguments.Count}"));
}

internal static class Composition
{
    internal static Task<INode> BuildAsync(NodeOptions options, DataDirectory data) => Task.FromResult<INode>(new EmptyNode());

    private sealed class EmptyNode : INode
    {
        public CancellationToken Died => CancellationToken.None;

        public Task RecoverAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task<IReadOnlyList<string>> FirstStartAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<Opened> OpenAsync(CancellationToken cancel) => Task.FromResult(new Opened([], [], []));

        public Task<bool> IsAliveAsync(TimeSpan patience) => Task.FromResult(true);

        public Task StopAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
