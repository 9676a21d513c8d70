using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>The answer to a change of the catalogue.</summary>
internal static class Changes
{
    /// <param name="name">What was changed.</param>
    public static CommandResult.Done Of(string name, CatalogAnswer.Done done, string text) =>
        new(new JsonObject { ["name"] = SafeText.ForJson(name), ["changed"] = done.Changed, ["revision"] = done.Revision }, SafeText.Of(text));
}
