using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Ftp.Actors.Network.Tls;

/// <summary>
/// The few calls of OpenSSL that SslStream hides, made on the very library and objects that the runtime uses. Whether they can be had is found out once, by <see cref="TlsSupport"/>;
/// nothing else calls them before.
/// </summary>
internal sealed unsafe partial class LibSsl
{
    /// <summary>As the runtime names it, newest first.</summary>
    private static readonly string[] Names = ["libssl.so.4", "libssl.so.3", "libssl.so.1.1"];

    private const int Now = 2;
    /// <summary>RTLD_NOLOAD (glibc, musl): a second OpenSSL beside the runtime's would read its objects by another layout.</summary>
    private const int OnlyIfLoaded = 4;

    private const int ControlMode = 33;
    private const int ReleaseBuffers = 0x10;
    private const ulong NoRenegotiation = 1UL << 30;

    private static readonly FieldInfo? SecurityContext = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    private readonly delegate* unmanaged<nint, nint> _getSession;
    private readonly delegate* unmanaged<nint, int> _sessionReused;
    private readonly delegate* unmanaged<nint, nint> _getContext;
    private readonly delegate* unmanaged<nint, void*, nuint, int> _setAppData;
    private readonly delegate* unmanaged<nint, void**, nuint*, int> _getAppData;
    private readonly delegate* unmanaged<nint, byte*, int> _setCiphers;
    private readonly delegate* unmanaged<nint, nint, nint> _setTimeout;
    private readonly delegate* unmanaged<nint, nint> _getTimeout;
    private readonly delegate* unmanaged<nint, int, nint, void*, nint> _control;
    private readonly delegate* unmanaged<nint, ulong, ulong> _setOptions;
    private readonly delegate* unmanaged<nint, nuint, int> _setTickets;
    private readonly delegate* unmanaged<nint, int> _newTicket;

    private LibSsl(nint library)
    {
        nint Find(string name) => NativeLibrary.GetExport(library, name);
        _getSession = (delegate* unmanaged<nint, nint>)Find("SSL_get_session");
        _sessionReused = (delegate* unmanaged<nint, int>)Find("SSL_session_reused");
        _getContext = (delegate* unmanaged<nint, nint>)Find("SSL_get_SSL_CTX");
        _setAppData = (delegate* unmanaged<nint, void*, nuint, int>)Find("SSL_SESSION_set1_ticket_appdata");
        _getAppData = (delegate* unmanaged<nint, void**, nuint*, int>)Find("SSL_SESSION_get0_ticket_appdata");
        _setCiphers = (delegate* unmanaged<nint, byte*, int>)Find("SSL_CTX_set_cipher_list");
        _setTimeout = (delegate* unmanaged<nint, nint, nint>)Find("SSL_CTX_set_timeout");
        _getTimeout = (delegate* unmanaged<nint, nint>)Find("SSL_CTX_get_timeout");
        _control = (delegate* unmanaged<nint, int, nint, void*, nint>)Find("SSL_CTX_ctrl");
        _setOptions = (delegate* unmanaged<nint, ulong, ulong>)Find("SSL_CTX_set_options");
        _setTickets = (delegate* unmanaged<nint, nuint, int>)Find("SSL_set_num_tickets");
        _newTicket = NativeLibrary.TryGetExport(library, "SSL_new_session_ticket", out var newTicket) ? (delegate* unmanaged<nint, int>)newTicket : null;
    }

    /// <summary>Finds the library that the runtime has loaded; a handshake must have run before.</summary>
    /// <exception cref="PlatformNotSupportedException">With the reason, for the operator.</exception>
    public static LibSsl Find()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("TLS is not OpenSSL's on this system");
        if (SecurityContext is null)
            throw new PlatformNotSupportedException("this version of .NET keeps its TLS handle elsewhere");
        try
        {
            var loaded = Names.Select(name => DlOpen(name, Now | OnlyIfLoaded)).Where(handle => handle != 0).ToList();
            return loaded switch
            {
                [var library] => new LibSsl(library),
                [] => throw new PlatformNotSupportedException($"the OpenSSL in use is none of {string.Join(", ", Names)}"),
                _ => throw new PlatformNotSupportedException("more than one version of OpenSSL is loaded"),
            };
        }
        catch (EntryPointNotFoundException missing)
        {
            throw new PlatformNotSupportedException(missing.Message, missing);
        }
    }

    public bool Resumed(SslStream tls) => With(tls, ssl => _sessionReused(ssl) == 1);

    /// <summary>Puts a token into the tickets that this handshake will give out; one that resumes a session keeps that session's.</summary>
    /// <returns>False: there is no session yet to put it into.</returns>
    public bool Mark(SslStream tls, ReadOnlyMemory<byte> token) => With(tls, ssl =>
    {
        if (_sessionReused(ssl) == 1)
            return true;
        var session = _getSession(ssl);
        fixed (byte* data = token.Span)
            return session != 0 && _setAppData(session, data, (nuint)token.Length) == 1;
    });

    /// <summary>OpenSSL 3: a connection of TLS 1.3 can be told when to give out a ticket.</summary>
    public bool TicketsAtWill => _newTicket is not null;

    /// <summary>TLS 1.3 gives out no ticket behind this handshake. Asked for before the server's flight leaves.</summary>
    public bool GiveNoTickets(SslStream tls) => With(tls, ssl => _setTickets(ssl, 0) == 1);

    /// <summary>One more ticket of the connection's session goes out in front of the next bytes. False: TLS 1.2, or the handshake is not over.</summary>
    public bool GiveTicket(SslStream tls) => With(tls, ssl => _newTicket(ssl) == 1);

    /// <summary>The token in the ticket that the handshake resumed, or its own; null: none.</summary>
    public byte[]? Token(SslStream tls) => With(tls, ssl =>
    {
        var session = _getSession(ssl);
        void* data = null;
        nuint length = 0;
        return session != 0 && _getAppData(session, &data, &length) == 1 && data is not null && length > 0 ? new ReadOnlySpan<byte>(data, (int)length).ToArray() : null;
    });

    /// <summary>Sets the policy of every later handshake of the context that this connection was made from.</summary>
    /// <param name="ciphers">Of TLS 1.2, in OpenSSL's names.</param>
    /// <returns>False: OpenSSL knows none of the ciphers.</returns>
    public bool Configure(SslStream tls, string ciphers, TimeSpan ticketLife) => With(tls, ssl =>
    {
        var context = _getContext(ssl);
        var life = (nint)ticketLife.TotalSeconds;
        // the context may be in use already, by a session that pinned the same certificate: OpenSSL frees the old list under the hands of a handshake
        if (_getTimeout(context) == life)
            return true;
        _ = _control(context, ControlMode, ReleaseBuffers, null);
        _ = _setOptions(context, NoRenegotiation);
        fixed (byte* list = System.Text.Encoding.ASCII.GetBytes(ciphers + '\0'))
        {
            if (_setCiphers(context, list) != 1)
                return false;
        }
        _ = _setTimeout(context, life);
        return true;
    });

    public nint Context(SslStream tls) => With(tls, ssl => _getContext(ssl));

    /// <returns>default where the handshake has not come so far that there is a handle.</returns>
    private static T? With<T>(SslStream tls, Func<nint, T> use)
    {
        if (SecurityContext!.GetValue(tls) is not { } context)
            return default;
        if (context is not SafeHandle handle || handle.GetType().Name != "SafeSslHandle")
            throw new PlatformNotSupportedException("this version of .NET keeps its TLS handle elsewhere");
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            // the runtime holds this lock while it reads and writes
            lock (handle)
                return use(handle.DangerousGetHandle());
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint DlOpen(string name, int flags);
}
