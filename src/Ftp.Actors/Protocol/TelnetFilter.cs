namespace Ftp.Actors.Protocol;

/// <summary>What one byte of the control connection is.</summary>
internal enum TelnetByte
{
    /// <summary>Part of a telnet sequence: gone.</summary>
    Telnet,
    /// <summary>A byte of a line.</summary>
    Data,
    /// <summary>The 0xFF before it was no telnet sequence: both are bytes of a line, this one still to be looked at.</summary>
    IacAndData,
    /// <summary>A subnegotiation without end: the line is lost.</summary>
    TooLong,
}

/// <summary>
/// Telnet inside FTP (RFC 854; RFC 1123 section 4.1.2.10) as one state machine, so that a sequence may be cut anywhere. IAC IAC is the byte 0xFF;
/// IAC IP, IAC DM and the other two-byte commands, IAC WILL/WONT/DO/DONT option and IAC SB … IAC SE vanish: a server that offers nothing answers nothing.
/// No telnet sequence swallows a line end: an option byte CR or LF counts as data, else "IAC WILL LF" would join two commands.
/// In an argument only IAC IAC counts. Devices that speak CP1251 send its 0xFF, the letter я, as it is, and "пять" would lose letters to a telnet sequence;
/// clients that speak telnet do so between lines.
/// </summary>
internal struct TelnetFilter
{
    public const byte Iac = 255;
    private const byte Will = 251;
    private const byte SubBegin = 250;
    private const byte SubEnd = 240;

    private enum State : byte { Plain, Iac, Option, Sub, SubIac }

    private State _state;
    private int _subBytes;

    public readonly bool IsPlain => _state == State.Plain;

    /// <param name="inArgument">The line has had its first space.</param>
    public TelnetByte Take(byte value, bool inArgument)
    {
        switch (_state)
        {
            case State.Plain:
                _state = value == Iac ? State.Iac : State.Plain;
                return value == Iac ? TelnetByte.Telnet : TelnetByte.Data;
            case State.Iac when inArgument && value != Iac:
                _state = State.Plain;
                return TelnetByte.IacAndData;
            case State.Iac:
                (_state, _subBytes) = (AfterIac(value), 0);
                return value == Iac ? TelnetByte.Data : value < SubEnd ? TelnetByte.IacAndData : TelnetByte.Telnet;
            case State.Option:
                _state = State.Plain;
                return value is (byte)'\r' or (byte)'\n' ? TelnetByte.Data : TelnetByte.Telnet;
            case State.Sub:
                _state = value == Iac ? State.SubIac : State.Sub;
                break;
            default:
                _state = value == SubEnd ? State.Plain : State.Sub;
                break;
        }

        // A window size or a terminal name, no more: beyond that the client does not speak telnet, and waiting for SE would deafen the session.
        if (_state != State.Plain && ++_subBytes > FtpLineReader.MaximumLineBytes)
        {
            _state = State.Plain;
            return TelnetByte.TooLong;
        }

        return TelnetByte.Telnet;
    }

    private static State AfterIac(byte value) => value switch
    {
        SubBegin => State.Sub,
        >= Will and < Iac => State.Option,
        _ => State.Plain,
    };
}
