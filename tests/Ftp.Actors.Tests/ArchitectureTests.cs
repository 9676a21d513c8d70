using Mono.Cecil;
using Xunit;

namespace Ftp.Actors.Tests;

/// <summary>The arrows between the parts of the server, and what no part may call. Read from the compiled code, so a fully qualified name does not slip through.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "Ftp.Actors.";

    /// <summary>
    /// Which parts a part may use; what is not here is not allowed. Everyone may use itself and, but for Log, Protocol. "" is what stands beside the folders.
    /// Catalog and Accounts know each other's values; parts above Storage and Network know them.
    /// </summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Protocol"] = [],
        ["Log"] = [],
        ["Settings"] = [],
        ["Network"] = ["Settings", "Log"],
        ["Storage"] = ["Settings", "Log"],
        ["Catalog"] = ["Accounts", "Storage", "Settings", "Log", "Serialization", "Persistence", "Supervision", ""],
        ["Accounts"] = ["Catalog", "Storage", "Network", "Settings", "Log", "Serialization", "Persistence", ""],
        ["Backup"] = ["Catalog", "Accounts", "Storage", "Settings", "Serialization", "Persistence", ""],
        ["Certificates"] = ["Catalog", "Accounts", "Network", "Storage", "Settings", "Log", "Serialization", "Persistence", "Supervision", ""],
        // of the supervision only what counts as one host
        ["Bandwidth"] = ["Catalog", "Settings", "Supervision"],
        ["Bans"] = ["Catalog", "Settings", "Log", "Serialization", "Persistence", "Supervision", ""],
        ["Quotas"] = ["Catalog", "Accounts", "Storage", "Settings", "Log", "Persistence", ""],
        ["History"] = ["Catalog", "Accounts", "Certificates", "Bans", "Storage", "Settings", "Serialization", "Persistence", ""],
        ["Transfers"] = ["Network", "Storage", "Settings", "Log", "Catalog", "Bandwidth", "Quotas", ""],
        ["Sessions"] = ["Transfers", "Network", "Storage", "Settings", "Catalog", "Accounts", "Bandwidth", "Bans", "Quotas", "Certificates", "Log", "Supervision", ""],
        ["Supervision"] = ["Sessions", "Transfers", "Network", "Storage", "Settings", "Catalog", "Accounts", "Bandwidth", "Bans", "Certificates", "Log", ""],
    };

    private static readonly AssemblyDefinition Server = AssemblyDefinition.ReadAssembly(typeof(NodeServices).Assembly.Location);

    public static TheoryData<string> Parts => [.. Arrows.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_uses_only_the_parts_below_it(string part)
    {
        var wrong = Types().Where(t => PartOf(t) == part)
            .SelectMany(t => Uses(t).Select(u => (From: t, To: u)))
            .Where(x => x.To.FullName.StartsWith(Root, StringComparison.Ordinal))
            .Where(x => PartOf(x.To) is var to && to != part && (to != "Protocol" || part == "Log") && !Arrows[part].Contains(to))
            .Select(x => $"{x.From.FullName} → {x.To.FullName}").Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    /// <summary>Text, sockets, files and values are tested without an actor system. HOCON comes with Akka but is a parser: settings are written in it.</summary>
    [Theory]
    [InlineData("Protocol")]
    [InlineData("Network")]
    [InlineData("Storage")]
    [InlineData("Settings")]
    [InlineData("Log")]
    [InlineData("Bandwidth")]
    public void A_part_without_actors_does_not_know_Akka(string part)
    {
        var wrong = Types().Where(t => PartOf(t) == part)
            .SelectMany(t => Uses(t).Where(u => u.Namespace.StartsWith("Akka", StringComparison.Ordinal) && !(part == "Settings" && u.Namespace.StartsWith("Akka.Configuration", StringComparison.Ordinal))).Select(u => $"{t.FullName} → {u.FullName}"))
            .Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    [Fact]
    public void Bans_know_of_the_supervision_only_what_counts_as_one_host()
    {
        var wrong = Types().Where(t => PartOf(t) == "Bans")
            .SelectMany(t => Uses(t).Where(u => PartOf(u) == "Supervision" && u.Name != nameof(Ftp.Actors.Supervision.HostKey)).Select(u => $"{t.FullName} → {u.FullName}"))
            .Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    [Theory]
    [InlineData("Sessions")]
    [InlineData("Catalog")]
    [InlineData("Certificates")]
    // a session takes a free transfer slot itself: docs/adr/0005-transfer-slots.md; and it notes there who logged in without TLS
    public void What_stands_below_the_supervision_knows_only_its_messages(string part)
    {
        var wrong = Types().Where(t => PartOf(t) == part)
            .SelectMany(t => Uses(t).Where(u => PartOf(u) == "Supervision" && !IsMessage(u) && u.Name is not (nameof(Ftp.Actors.Supervision.TransferSlots) or nameof(Ftp.Actors.Supervision.ClearLogins))).Select(u => $"{t.FullName} → {u.FullName}"))
            .Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    /// <summary>What counts as one host is the same for every limit.</summary>
    [Fact]
    public void Bandwidth_knows_of_the_supervision_only_what_a_host_is()
    {
        var wrong = Types().Where(t => PartOf(t) == "Bandwidth")
            .SelectMany(t => Uses(t).Where(u => PartOf(u) == "Supervision" && u.Name != nameof(Ftp.Actors.Supervision.HostKey)).Select(u => $"{t.FullName} → {u.FullName}"))
            .Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    /// <summary>An account holds fingerprints of certificates; who shows one, and how, is the sessions' affair.</summary>
    [Fact]
    public void Accounts_know_of_the_network_only_how_a_fingerprint_is_written()
    {
        var wrong = Types().Where(t => PartOf(t) == "Accounts")
            .SelectMany(t => Uses(t).Where(u => PartOf(u) == "Network" && u.Name != nameof(Ftp.Actors.Network.Tls.Fingerprints)).Select(u => $"{t.FullName} → {u.FullName}"))
            .Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    /// <summary>A session is told which certificates serve; making and keeping them is the store's.</summary>
    [Fact]
    public void Only_the_values_of_the_certificate_store_are_known_outside_it()
    {
        string[] values = [nameof(Ftp.Actors.Certificates.CertificateSet), "TlsTermsOf"];
        var wrong = Types().Where(t => PartOf(t) is "Sessions" or "Supervision")
            .SelectMany(t => Uses(t).Where(u => PartOf(u) == "Certificates" && !IsMessage(u) && !values.Contains(Outermost(u).Name)).Select(u => $"{t.FullName} → {u.FullName}"))
            .Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    /// <summary>What SslStream hides is won from OpenSSL and from the runtime's private fields, and both may be gone with the next version: one folder knows, and says so at the start.</summary>
    [Fact]
    public void Only_the_folder_of_TLS_knows_OpenSSL_and_what_the_runtime_hides()
    {
        const string Tls = Root + "Network.Tls";
        var native = Types().SelectMany(t => t.Methods).Where(m => m.PInvokeInfo is not null).Select(m => (m.DeclaringType, Library: m.PInvokeInfo.Module.Name)).ToList();
        Assert.Contains(native, n => n.Library == "libc");
        string[] picks = ["System.Type::GetField", "System.Type::GetFields", "System.Reflection.FieldInfo::GetValue", "System.Runtime.InteropServices.NativeLibrary::Load",
            "System.Runtime.InteropServices.NativeLibrary::TryLoad", "System.Runtime.InteropServices.NativeLibrary::GetExport", "System.Runtime.InteropServices.NativeLibrary::TryGetExport"];
        var wrong = native.Where(n => n.Library != "libc").Select(n => (Where: n.DeclaringType, What: n.Library))
            .Concat(Calls().Where(c => picks.Contains(Name(c.Callee))).Select(c => (Where: c.Caller.DeclaringType, What: Name(c.Callee))))
            .Where(x => Outermost(x.Where).Namespace != Tls)
            .Select(x => $"{x.Where.FullName} → {x.What}").Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    /// <summary>Else the rules below would hold of anything.</summary>
    [Fact]
    public void The_reader_of_the_code_sees_calls_also_in_async_methods_and_uses_also_in_lambdas()
    {
        var calls = Calls().ToLookup(c => Name(c.Callee), c => c.Caller.DeclaringType.FullName);
        Assert.Contains(calls["System.TimeProvider::GetUtcNow"], c => c.Contains("Supervision", StringComparison.Ordinal));
        Assert.Contains(calls["Ftp.Actors.Network.IControlListener::AcceptAsync"], c => c.Contains("AcceptAsync", StringComparison.Ordinal));
        Assert.Contains(Types().Where(t => PartOf(t) == "Supervision").SelectMany(Uses), u => PartOf(u) == "Network");
    }

    /// <summary>The clock comes from TimeProvider; the journal's order would be lost with PersistAsync; a type named in data is an open door.</summary>
    [Theory]
    [InlineData("System.DateTime::get_Now")]
    [InlineData("System.DateTime::get_UtcNow")]
    [InlineData("System.DateTimeOffset::get_Now")]
    [InlineData("System.DateTimeOffset::get_UtcNow")]
    [InlineData("System.Diagnostics.Process::Start")]
    [InlineData("System.Type::GetType")]
    [InlineData("Akka.Persistence.Eventsourced::PersistAsync")]
    [InlineData("Akka.Persistence.Eventsourced::PersistAllAsync")]
    public void Nobody_calls(string banned)
    {
        var wrong = Calls().Where(c => NameAsInherited(c.Callee, banned) == banned).Select(c => c.Caller.FullName).ToList();
        None(wrong);
    }

    /// <summary>
    /// A stream that the storage opened may be handed on (sendfile needs it): only opening one is the storage's. But keys and certificates are the server's own files,
    /// beside the journal and outside every resource: in Certificates the types named …Files read and write them, no other.
    /// </summary>
    [Fact]
    public void Only_the_storage_touches_the_file_system()
    {
        string[] doors = ["System.IO.File", "System.IO.Directory", "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.IO.FileStream", "System.IO.FileSystemWatcher"];
        var wrong = Calls().Where(c => PartOf(c.Caller.DeclaringType) != "Storage" && doors.Contains(c.Callee.DeclaringType.FullName))
            .Where(c => c.Callee.DeclaringType.FullName != "System.IO.FileStream" || c.Callee.Name == ".ctor")
            .Where(c => PartOf(c.Caller.DeclaringType) != "Certificates" || !Outermost(c.Caller.DeclaringType).Name.EndsWith("Files", StringComparison.Ordinal))
            .Select(c => $"{c.Caller.FullName} → {Name(c.Callee)}").Distinct().Order(StringComparer.Ordinal);
        None(wrong);
    }

    [Fact]
    public void No_file_is_longer_than_400_lines_and_most_are_short()
    {
        var lengths = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "obj" or "bin"))
            .Select(f => (File: f, Lines: File.ReadLines(f).Count())).OrderBy(f => f.Lines).ToList();
        Assert.DoesNotContain(lengths, f => f.Lines > 400);
        Assert.InRange(lengths[lengths.Count / 2].Lines, 1, 80);
    }

    private static IEnumerable<TypeDefinition> Types() => Server.MainModule.GetTypes().Where(t => t.FullName.StartsWith(Root, StringComparison.Ordinal));

    /// <summary>The folder of a type: the first word of its namespace after the project's; "" for the project's own namespace.</summary>
    private static string PartOf(TypeReference type) =>
        Outermost(type).Namespace is var space && space.StartsWith(Root, StringComparison.Ordinal) ? space[Root.Length..].Split('.')[0] : "";

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static bool IsMessage(TypeReference type) =>
        type.Resolve() is { } known && (known.IsEnum || (known.IsPublic || known.IsNestedPublic) && known.Methods.Any(m => m.Name == "<Clone>$"));

    private static string Name(MethodReference method) => $"{method.DeclaringType.GetElementType().FullName}::{method.Name}";

    /// <summary>Names all that is wrong, not only the first.</summary>
    private static void None(IEnumerable<string> wrong) => Assert.Equal("", string.Join('\n', wrong));

    /// <summary>A call of an inherited method may name the heir: PersistAsync is banned whoever it is called on.</summary>
    private static string NameAsInherited(MethodReference method, string banned) =>
        banned.StartsWith("Akka.Persistence.", StringComparison.Ordinal) && banned.EndsWith($"::{method.Name}", StringComparison.Ordinal) ? banned : Name(method);

    private static IEnumerable<(MethodDefinition Caller, MethodReference Callee)> Calls() =>
        from type in Server.MainModule.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        let callee = instruction.Operand as MethodReference
        where callee is not null
        select (method, callee);

    /// <summary>Every type that a type names in its shape or its code.</summary>
    private static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        var shape = new[] { type.BaseType }.Concat(type.Interfaces.Select(i => i.InterfaceType)).Concat(type.Fields.Select(f => f.FieldType));
        var methods = type.Methods.SelectMany(m => m.Parameters.Select(p => p.ParameterType).Append(m.ReturnType));
        var code = type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Variables.Select(v => v.VariableType)
            .Concat(m.Body.Instructions.SelectMany(i => i.Operand switch
            {
                TypeReference t => [t],
                MethodReference c => [c.DeclaringType, c.ReturnType],
                FieldReference f => [f.DeclaringType, f.FieldType],
                _ => Array.Empty<TypeReference>(),
            })));
        return shape.Concat(methods).Concat(code).Where(t => t is not null).SelectMany(Flatten!);
    }

    private static IEnumerable<TypeReference> Flatten(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Flatten).Prepend(generic.ElementType),
        FunctionPointerType pointer => pointer.Parameters.Select(p => p.ParameterType).Append(pointer.ReturnType).SelectMany(Flatten),
        TypeSpecification wrapped => Flatten(wrapped.ElementType),
        GenericParameter => [],
        _ => [type],
    };
}
