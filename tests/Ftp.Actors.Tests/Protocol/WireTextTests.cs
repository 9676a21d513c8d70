using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class WireTextTests
{
    [Theory]
    [InlineData("CP1251", "CP1251")]
    [InlineData("windows-1251", "CP1251")]
    [InlineData("cp_866", "CP866")]
    [InlineData("IBM866", "CP866")]
    [InlineData("latin1", "ISO-8859-1")]
    [InlineData("Latin-1", "ISO-8859-1")]
    [InlineData("iso-8859-1", "ISO-8859-1")]
    [InlineData("utf8", "UTF-8")]
    [InlineData("UTF-8", "UTF-8")]
    [InlineData("koi8-r", "KOI8-R")]
    [InlineData("ISO_8859-15", "ISO-8859-15")]
    [InlineData("latin9", "ISO-8859-15")]
    [InlineData("WIN1255", "CP1255")]
    [InlineData("cp28592", "ISO-8859-2")]
    [InlineData("macintosh", "CP10000")]
    public void A_charset_has_aliases(string charset, string name)
    {
        Assert.True(WireText.TryGet(charset, out var text));
        Assert.Equal(name, text.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("UTF-16")]
    [InlineData("1251")]
    [InlineData("Klingon")]
    [InlineData("CP0")]
    [InlineData("CP99999")]
    [InlineData("CP037")]
    [InlineData("us-ascii")]
    [InlineData("shift_jis")]
    [InlineData("ISO-8859-99")]
    public void An_unknown_charset_is_refused(string charset) => Assert.False(WireText.TryGet(charset, out _));

    [Theory]
    [InlineData("CP1251", "привет.txt", "EFF0E8E2E5F22E747874")]
    [InlineData("CP1251", "яя", "FFFF")]
    [InlineData("CP866", "привет", "AFE0A8A2A5E2")]
    [InlineData("CP866", "тон", "E2AEAD")]
    [InlineData("ISO-8859-1", "café", "636166E9")]
    [InlineData("CP1251", "plain.txt", "706C61696E2E747874")]
    public void Names_of_the_code_page_are_its_bytes_both_ways(string charset, string name, string hex)
    {
        var text = Get(charset);

        Assert.Equal(hex, Convert.ToHexString(Encode(text, name)));
        Assert.Equal(name, text.Decode(Convert.FromHexString(hex)));
    }

    [Theory]
    [InlineData("CP1251", "文件.txt")]
    [InlineData("CP1251", "naïve café")]
    [InlineData("CP1251", "😀")]
    [InlineData("CP866", "café")]
    [InlineData("CP866", "Größe 10 €")]
    [InlineData("ISO-8859-1", "文件")]
    [InlineData("ISO-8859-1", "привет")]
    [InlineData("ISO-8859-1", "€")]
    [InlineData("CP1251", "П№1.doc")]
    public void A_name_that_the_code_page_cannot_write_goes_as_UTF8_and_comes_back(string charset, string name)
    {
        var text = Get(charset);

        Assert.Equal(Encoding.UTF8.GetBytes(name), Encode(text, name));
        Assert.Equal(name, text.Decode(Encode(text, name)));
    }

    [Fact]
    public void The_code_page_wins_where_the_bytes_of_a_foreign_name_are_a_word_in_it()
    {
        var text = Get("CP866");

        Assert.Equal("тон", text.Decode(Encode(text, "\u2BAD")));
    }

    [Fact]
    public void Every_single_byte_comes_back_in_every_charset()
    {
        var charsets = CodePagesEncodingProvider.Instance.GetEncodings().Select(e => LegacyCharset.Find(e.Name)).OfType<LegacyCharset>().Select(c => c.Name).Prepend("ISO-8859-1").Distinct().ToList();
        Assert.True(charsets.Count > 30, string.Join(", ", charsets));
        foreach (var charset in charsets)
        {
            var text = Get(charset);
            Assert.Equal(charset, text.Name);
            for (var value = 0; value < 256; value++)
            {
                Assert.Equal([(byte)value], Encode(text, text.Decode([(byte)value])));
            }
        }
    }

    [Fact]
    public void In_UTF8_any_bytes_come_back()
    {
        Prop.ForAll(ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary(), bytes => Encode(WireText.Utf8, WireText.Utf8.Decode(bytes)).SequenceEqual(bytes))
            .Check(Properties.Of(3000));
    }

    [Theory]
    [InlineData("CP1251")]
    [InlineData("CP866")]
    [InlineData("ISO-8859-1")]
    [InlineData("KOI8-R")]
    public void What_a_client_stored_it_finds_again_under_the_bytes_that_it_is_shown(string charset)
    {
        var text = Get(charset);
        var bytes = Gen.Elements<byte>(65, 46, 0xC3, 0xA9, 0xD0, 0xD1, 0x98, 0x80, 0xB9, 0xCF, 0xE2, 0xAE, 0xAD, 0xFF, 0xF0, 0x9F).ArrayOf();
        Prop.ForAll(bytes.ToArbitrary(), sent =>
        {
            var name = text.Decode(sent);
            return text.Decode(Encode(text, name)) == name || Encode(text, name).SequenceEqual(sent);
        }).Check(Properties.Of(5000).WithEndSize(12));
    }

    [Fact]
    public void A_name_that_is_not_UTF8_on_disk_is_sent_as_its_bytes()
    {
        var stored = NameCodec.Decode([0xEF, 0xF0, 0x41, 0xE8]);

        Assert.Equal([0xEF, 0xF0, 0x41, 0xE8], Encode(WireText.Utf8, stored));
        Assert.Equal(stored, WireText.Utf8.Decode(Encode(WireText.Utf8, stored)));
        Assert.Equal([0xEF, 0xF0, 0x41, 0xE8], Encode(Get("CP1251"), stored));
    }

    private static WireText Get(string charset)
    {
        Assert.True(WireText.TryGet(charset, out var text));
        return text;
    }

    private static byte[] Encode(WireText text, string name)
    {
        var bytes = new ArrayBufferWriter<byte>();
        text.Encode(name, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
