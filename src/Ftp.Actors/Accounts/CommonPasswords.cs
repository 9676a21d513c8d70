using System.Collections.Frozen;

namespace Ftp.Actors.Accounts;

/// <summary>
/// What people choose who choose nothing: words with what is put behind them, rows of keys, rows of digits. Some thousands; a longer list would shut out little more, and belongs
/// into a service of its own. Case does not matter.
/// </summary>
internal static class CommonPasswords
{
    private static readonly string[] Words =
    [
        "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "pass", "passwd", "secret", "geheim", "letmein", "welcome", "willkommen", "admin", "administrator", "root", "toor",
        "user", "guest", "test", "testing", "tester", "demo", "default", "changeme", "change", "master", "login", "access", "server", "ftp", "ftpuser", "ftpadmin", "ftpserver", "filezilla",
        "upload", "download", "backup", "camera", "scanner", "printer", "office", "company", "internet", "computer", "windows", "microsoft", "google", "android", "iphone", "samsung",
        "qwerty", "qwertz", "azerty", "qwertyui", "qwertyuiop", "asdf", "asdfgh", "asdfghjk", "asdfghjkl", "zxcvbn", "zxcvbnm", "yxcvbnm", "qazwsx", "qazwsxedc", "1qaz2wsx", "1q2w3e", "1q2w3e4r",
        "1q2w3e4r5t", "q1w2e3r4", "zaq12wsx", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "abcd1234", "a1b2c3", "a1b2c3d4", "aa123456", "abc123", "abc12345", "trustno",
        "iloveyou", "ilove", "loveyou", "lovely", "sunshine", "princess", "dragon", "monkey", "shadow", "superman", "batman", "spiderman", "starwars", "pokemon", "football", "baseball", "basketball",
        "soccer", "hockey", "liverpool", "chelsea", "arsenal", "barcelona", "juventus", "michael", "michelle", "jennifer", "jessica", "jordan", "charlie", "daniel", "thomas", "andrew", "ashley",
        "nicole", "anthony", "robert", "william", "alexander", "natasha", "hunter", "killer", "ranger", "tigger", "buster", "maggie", "ginger", "pepper", "cookie", "summer", "winter", "spring",
        "autumn", "sommer", "january", "february", "march", "april", "august", "september", "october", "november", "december", "monday", "friday", "sunday", "hello", "hallo", "whatever",
        "freedom", "flower", "butterfly", "purple", "orange", "banana", "cheese", "chocolate", "mustang", "ferrari", "mercedes", "porsche", "harley", "corvette", "yamaha", "silver", "golden", "diamond",
        "phoenix", "matrix", "maverick", "merlin", "samantha", "babygirl", "jesus", "blessed", "heaven", "angel", "angels", "secure", "security", "private", "system", "oracle", "database",
        "support", "service", "manager", "temp", "temporary", "newpass", "newpassword", "mypassword", "nopassword", "thepassword", "yourpassword", "password1234", "princesa", "marseille", "tequiero",
    ];

    private static readonly string[] Behind =
    [
        "", "1", "2", "3", "7", "11", "12", "13", "21", "22", "23", "69", "77", "88", "99", "00", "01", "007", "111", "123", "321", "222", "333", "666", "777", "888", "999", "000", "1234", "4321",
        "12345", "123456", "1111", "0000", "!", "!!", "1!", "12!", "123!", "1234!", "@", "@1", "@123", "@1234", "#1", "#123", "$", ".", "*", "?", "_123", "-123",
        "2000", "2010", "2015", "2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "2024!", "2025!", "2026!", "2027!", "@2024", "@2025", "@2026",
    ];

    private static readonly string[] Rows =
    [
        "01234567890123456789", "09876543210987654321", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p", "qweasdzxcrtyfghvbn", "147258369147258369", "789456123789456123", "159753159753159753",
    ];

    private static readonly FrozenSet<string> All = Words.SelectMany(static word => Behind.Select(end => word + end)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Has(string password) =>
        All.Contains(password) || IsRepetition(password) || (password.Length > 2 && Rows.Any(row => row.Contains(password, StringComparison.OrdinalIgnoreCase)));

    /// <summary>One to four characters again and again: <c>aaaaaaaa</c>, <c>12121212</c>, <c>abcabcabc</c>, <c>passpass</c>.</summary>
    private static bool IsRepetition(string password)
    {
        for (var period = 1; period <= 4 && period * 2 <= password.Length; period++)
        {
            var repeats = true;
            for (var i = period; i < password.Length && repeats; i++)
            {
                repeats = password[i] == password[i - period];
            }

            if (repeats)
            {
                return true;
            }
        }

        return false;
    }
}
