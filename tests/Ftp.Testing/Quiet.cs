namespace Ftp.Testing;

/// <summary>Actor systems of tests write nothing: what a test is about it asserts, and a failure must not drown. The listener of the test kit would print dead letters at any level.</summary>
public static class Quiet
{
    public const string Akka =
        """
        akka {
          loggers = []
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
        }

        """;
}
