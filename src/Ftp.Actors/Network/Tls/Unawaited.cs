namespace Ftp.Actors.Network.Tls;

internal static class Unawaited
{
    /// <summary>Nobody waits for it, and nobody can mend what fails there: its failure is not reported as one that was overlooked.</summary>
    public static void Forget(this Task task) =>
        _ = task.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
