using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class TransferParametersTests
{
    [Theory]
    [InlineData("A", ParameterResult.Ok, TransferType.Ascii)]
    [InlineData("a n", ParameterResult.Ok, TransferType.Ascii)]
    [InlineData("I", ParameterResult.Ok, TransferType.Image)]
    [InlineData("i", ParameterResult.Ok, TransferType.Image)]
    [InlineData("L 8", ParameterResult.Ok, TransferType.Image)]
    [InlineData("A T", ParameterResult.NotImplemented, TransferType.Ascii)]
    [InlineData("A C", ParameterResult.NotImplemented, TransferType.Ascii)]
    [InlineData("E", ParameterResult.NotImplemented, TransferType.Ascii)]
    [InlineData("E N", ParameterResult.NotImplemented, TransferType.Ascii)]
    [InlineData("L 7", ParameterResult.NotImplemented, TransferType.Ascii)]
    [InlineData("L 36", ParameterResult.NotImplemented, TransferType.Ascii)]
    [InlineData("", ParameterResult.Syntax, TransferType.Ascii)]
    [InlineData("X", ParameterResult.Syntax, TransferType.Ascii)]
    [InlineData("A X", ParameterResult.Syntax, TransferType.Ascii)]
    [InlineData("I N", ParameterResult.Syntax, TransferType.Ascii)]
    [InlineData("L", ParameterResult.Syntax, TransferType.Ascii)]
    [InlineData("L 0", ParameterResult.Syntax, TransferType.Ascii)]
    [InlineData("L -8", ParameterResult.Syntax, TransferType.Ascii)]
    [InlineData("L 9999", ParameterResult.Syntax, TransferType.Ascii)]
    public void TYPE_is_ascii_or_image(string argument, ParameterResult result, TransferType type)
    {
        Assert.Equal(result, TransferParameters.TryParseType(argument, out var parsed));
        Assert.Equal(type, parsed);
    }

    [Theory]
    [InlineData("F", ParameterResult.Ok, TransferStructure.File)]
    [InlineData("r", ParameterResult.Ok, TransferStructure.Record)]
    [InlineData("P", ParameterResult.NotImplemented, TransferStructure.File)]
    [InlineData("", ParameterResult.Syntax, TransferStructure.File)]
    [InlineData("FF", ParameterResult.Syntax, TransferStructure.File)]
    public void STRU_is_file_or_record(string argument, ParameterResult result, TransferStructure structure)
    {
        Assert.Equal(result, TransferParameters.TryParseStructure(argument, out var parsed));
        Assert.Equal(structure, parsed);
    }

    [Theory]
    [InlineData("S", ParameterResult.Ok)]
    [InlineData("s", ParameterResult.Ok)]
    [InlineData("B", ParameterResult.NotImplemented)]
    [InlineData("C", ParameterResult.NotImplemented)]
    [InlineData("", ParameterResult.Syntax)]
    [InlineData("Q", ParameterResult.Syntax)]
    public void MODE_is_stream(string argument, ParameterResult result) => Assert.Equal(result, TransferParameters.TryParseMode(argument));

    [Fact]
    public void A_session_starts_with_what_RFC_959_says() =>
        Assert.Equal(new TransferParameters(TransferType.Ascii, TransferStructure.File), TransferParameters.Default);
}
