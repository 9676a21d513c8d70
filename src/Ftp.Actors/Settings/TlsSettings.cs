namespace Ftp.Actors.Settings;

/// <summary>Who must have TLS on the control connection before the password travels.</summary>
public enum RequireTls { Off, Logins, Remote, Always }

/// <summary>The least version that is spoken.</summary>
public enum TlsVersion { Tls12, Tls13 }

/// <summary>What a data connection over TLS must show to belong to its control connection; each asks for all that the one before asks for. docs/threat-model.md says what each promises.</summary>
public enum DataBinding
{
    /// <summary>It comes from the control connection's address.</summary>
    Address,
    /// <summary>Its handshake resumed a TLS session that this server gave out.</summary>
    Resumed,
    /// <summary>Its handshake resumed the TLS session of this control connection.</summary>
    SameSession,
}

/// <summary>Are clients asked for a certificate in the handshake of the control connection?</summary>
public enum ClientCertificates { Off, Asked, Required }

/// <summary>What becomes of an upload over TLS whose client closed without close_notify: it may have been cut off.</summary>
public enum UncleanUploadEnd { Refuse, Accept }
