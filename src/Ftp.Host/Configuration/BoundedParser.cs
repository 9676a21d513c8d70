using System.Runtime.ExceptionServices;
using Akka.Configuration;

namespace Ftp.Host.Configuration;

/// <summary>The parser of the actor system, given up on where it does not come to an end. <see cref="HoconScanner"/> refuses the texts that are known for it.</summary>
internal static class BoundedParser
{
    /// <summary>A text takes milliseconds, and some more where the machine is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="FormatException">It does not come to an end; and whatever the parser throws.</exception>
    internal static Config Parse(string text)
    {
        Config? parsed = null;
        ExceptionDispatchInfo? failure = null;
        // left behind where it loops: the process ends with the message
        var parser = new Thread(Run) { IsBackground = true, Name = "HOCON" };
        parser.Start();
        if (!parser.Join(Patience))
        {
            throw new FormatException("the parser does not come to an end: look for a quotation mark or a bracket too many or too few");
        }

        failure?.Throw();
        return parsed!;

        void Run()
        {
            try
            {
                parsed = ConfigurationFactory.ParseString(text);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
