namespace Ftp.Actors.Protocol;

/// <summary>When a verb may be said.</summary>
public enum VerbStage
{
    /// <summary>At any time.</summary>
    Any,
    /// <summary>Only by somebody who has logged in (else 530).</summary>
    LoggedIn,
}

public enum ArgumentRule { None, Optional, Required }

/// <summary>What becomes of a verb while a transfer runs.</summary>
public enum DuringTransfer
{
    /// <summary>It is answered at once.</summary>
    Answered,
    /// <summary>It waits, and what was sent after it, until the transfer has ended: replies keep the order of the commands.</summary>
    Waits,
}

/// <summary>Everything about a verb but what it does.</summary>
/// <param name="Name">The verb, or <c>SITE X</c>.</param>
/// <param name="Rfc">Where it is specified.</param>
/// <param name="Syntax">As HELP shows it.</param>
/// <param name="Help">One line.</param>
public sealed record VerbRow(string Name, VerbStage Stage, ArgumentRule Argument, string Rfc, string Syntax, string Help)
{
    /// <summary>The argument is a path, and all of these are needed there; None where the verb decides by what exists.</summary>
    public Rights Needs { get; init; }

    /// <summary>The argument is a path, and at least one of these is needed there.</summary>
    public Rights NeedsAny { get; init; }

    /// <summary>Moves data over a data connection.</summary>
    public bool IsTransfer { get; init; }

    public DuringTransfer DuringTransfer { get; init; }

    /// <summary>Its line in FEAT (RFC 2389); null for verbs that every server has.</summary>
    public string? Feature { get; init; }

    /// <summary>It speaks of TLS: where FTPS is not offered it is answered 502, and neither FEAT nor HELP shows it.</summary>
    public bool OfTls { get; init; }

    /// <summary>False: known, and answered 502.</summary>
    public bool IsImplemented { get; init; } = true;

    /// <summary>Shown as the same thing in HELP: XCWD for CWD.</summary>
    public string? AliasOf { get; init; }
}
