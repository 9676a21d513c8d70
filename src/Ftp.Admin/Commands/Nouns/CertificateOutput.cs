using System.Text.Json.Nodes;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>A PEM text as the answer: alone, so that it can be piped, or in the caller's file.</summary>
internal static class CertificateOutput
{
    /// <param name="what">For the sentence that stands where the text goes into a file.</param>
    /// <param name="next">What comes after it.</param>
    public static CommandResult.Done Of(CommandCall call, JsonObject body, string pem, string what, string next = "")
    {
        var text = CertificateView.SafeLines(pem);
        if (call.Find(Command.Out) is not { } path)
            return new CommandResult.Done(body, text);
        body["out"] = path;
        return new CommandResult.Done(body, SafeText.Of($"{what} is in {path}{next}")) { File = text + "\n" };
    }
}
