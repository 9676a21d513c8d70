namespace Ftp.Actors.Protocol;

public enum TransferType { Ascii, Image }

public enum TransferStructure { File, Record }

/// <summary>How a parameter was taken: 200, 501 or 504.</summary>
public enum ParameterResult { Ok, Syntax, NotImplemented }

/// <summary>How data is represented on the data connection (RFC 959 sections 3.1 and 5.3.2). MODE is always stream.</summary>
public readonly record struct TransferParameters(TransferType Type, TransferStructure Structure)
{
    /// <summary>TYPE A, STRU F: what a session starts with (RFC 959 section 5.1) and returns to on REIN.</summary>
    public static TransferParameters Default { get; } = new(TransferType.Ascii, TransferStructure.File);

    /// <summary>TYPE. A and A N are text, I and L 8 are bytes as they are; telnet and carriage-control formats, EBCDIC and other byte sizes are not implemented.</summary>
    public static ParameterResult TryParseType(string argument, out TransferType type)
    {
        type = TransferType.Ascii;
        switch (argument.ToUpperInvariant())
        {
            case "A" or "A N":
                return ParameterResult.Ok;
            case "I" or "L 8":
                type = TransferType.Image;
                return ParameterResult.Ok;
            case "A T" or "A C" or "E" or "E N" or "E T" or "E C":
                return ParameterResult.NotImplemented;
            case ['L', ' ', .. var size] when size.Length <= 3 && int.TryParse(size, System.Globalization.NumberStyles.None, null, out var bits) && bits > 0:
                return ParameterResult.NotImplemented;
            default:
                return ParameterResult.Syntax;
        }
    }

    /// <summary>STRU. Pages are not implemented.</summary>
    public static ParameterResult TryParseStructure(string argument, out TransferStructure structure)
    {
        structure = TransferStructure.File;
        switch (argument.ToUpperInvariant())
        {
            case "F":
                return ParameterResult.Ok;
            case "R":
                structure = TransferStructure.Record;
                return ParameterResult.Ok;
            case "P":
                return ParameterResult.NotImplemented;
            default:
                return ParameterResult.Syntax;
        }
    }

    /// <summary>MODE. Only stream is implemented; block and compressed are not.</summary>
    public static ParameterResult TryParseMode(string argument) => argument.ToUpperInvariant() switch
    {
        "S" => ParameterResult.Ok,
        "B" or "C" or "Z" => ParameterResult.NotImplemented,
        _ => ParameterResult.Syntax,
    };
}
