using System.Reflection;

namespace Ftp.Host.Start;

internal static class ProductVersion
{
    /// <summary>As <c>--version</c> prints it; a build's commit stands behind a '+'.</summary>
    internal static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
