using BenchmarkDotNet.Running;
using Ftp.Benchmarks.Rights;
using Ftp.Benchmarks.Transfers;

if (args is ["transfers", ..])
    return await TransferSpeed.RunAsync(args[1..]);
if (args is ["revocation", ..])
    return await RevocationDelay.RunAsync(args[1..]);

BenchmarkSwitcher.FromAssembly(typeof(TransferSpeed).Assembly).Run(args);
return 0;
