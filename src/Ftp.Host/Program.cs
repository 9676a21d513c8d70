return await Ftp.Host.Start.Runner.RunAsync(args);
