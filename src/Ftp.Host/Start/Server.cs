using Ftp.Host.Configuration;

namespace Ftp.Host.Start;

/// <summary>
/// A server's life in the order that operators rely on: lock the data directory, recover, answer on the control socket, open FTP, say <c>ready</c>;
/// at the end drain, then stop.
/// </summary>
internal static class Server
{
    private const int ThreadsAtOnce = 32;

    private static readonly Lock Speaking = new();

    internal static async Task<int> RunAsync(NodeOptions options)
    {
        // what the server makes for itself is private, wherever it stands; stored files have their modes set and do not depend on this
        if (!OperatingSystem.IsWindows())
        {
            _ = Native.Umask(0b000_111_111);
        }

        // file calls and sendfile(2) hold their thread while a disk is slow; with one thread a core, and another only every half second, a few of them stop everybody
        ThreadPool.GetMinThreads(out var workers, out var completions);
        _ = ThreadPool.SetMinThreads(Math.Max(workers, ThreadsAtOnce), completions);
        using var signals = new StopSignals();
        try
        {
            using var data = Prepare(options);
            await using var node = await Composition.BuildAsync(options, data);
            return await LiveAsync(options, data, node, signals);
        }
        catch (CannotStartException e)
        {
            await Console.Error.WriteLineAsync($"ftp-host: {e.Message}");
            return Runner.Failed;
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return Runner.Good;
        }
        catch (Exception e)
        {
            // nothing an operator can mend by a setting: everything there is to know
            await Console.Error.WriteLineAsync($"ftp-host: unexpected fault: {e}");
            return Runner.Failed;
        }
    }

    private static DataDirectory Prepare(NodeOptions options)
    {
        // before anything is made; where data exist, an administrator may have set another port than the files say
        if (!File.Exists(Path.Combine(options.DataDirectory, DataFormat.FileName))
            && StartChecks.Listening(options.Settings, serverIsRunning: false).FirstOrDefault(l => l.Verdict == Verdict.Fault) is { } fault)
        {
            throw new CannotStartException(fault.Text);
        }

        var opened = DataDirectory.Open(options.DataDirectory, options.StorageRoot, DataFormat.Present, TimeProvider.System);
        if (opened.Fault is not null)
        {
            throw new CannotStartException(opened.Fault);
        }

        foreach (var line in StartChecks.Advice(options))
        {
            Say(line.ToString());
        }

        Say($"data directory {opened.Value.Path}");
        if (opened.Value.Backup is { } backup)
        {
            Say($"data brought up to date; the older state is kept in {backup}");
        }

        return opened.Value;
    }

    private static async Task<int> LiveAsync(NodeOptions options, DataDirectory data, INode node, StopSignals signals)
    {
        await node.RecoverAsync(signals.Stop);
        var help = data.IsNew ? await node.FirstStartAsync(signals.Stop) : [];
        var opened = await node.OpenAsync(signals.Stop);
        if (data.IsNew)
        {
            data.FirstStartIsDone();
        }

        Say($"storage root {options.StorageRoot}");
        foreach (var line in (IEnumerable<string>)[.. opened.Differences, .. opened.Listening.Select(l => $"FTP listens on {l}"), .. opened.Certificates, .. opened.Notices, .. help])
        {
            Say(line);
        }

        Say("ready");
        signals.Reread = () => _ = RereadAsync(node, signals.Stop);
        await using var manager = ServiceManager.Ready(node);
        await UntilAsync(signals.Stop, node.Died);
        signals.Reread = null;
        manager.Stopping();
        if (!signals.Stop.IsCancellationRequested)
        {
            throw new CannotStartException("the actor system ended by itself; the log says why");
        }

        lock (Speaking)
        {
            Say("stopping");
        }

        await node.StopAsync();
        Say("stopped");
        return Runner.Good;
    }

    private static async Task RereadAsync(INode node, CancellationToken stop)
    {
        var lines = await node.RereadAsync();
        lock (Speaking)
        {
            // behind `stopping` nothing is said but `stopped`
            foreach (var line in stop.IsCancellationRequested ? [] : lines)
            {
                Say(line);
            }
        }
    }

    private static async Task UntilAsync(CancellationToken stop, CancellationToken died)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, died);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(done.SetResult);
        await done.Task;
    }

    /// <summary>For people and scripts that wait for <c>ready</c>; whoever closed our standard output does not stop the server.</summary>
    private static void Say(string line)
    {
        try
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
        catch (IOException)
        {
            // nobody listens
        }
    }
}
