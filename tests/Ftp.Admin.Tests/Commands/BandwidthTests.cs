using System.Net;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;

namespace Ftp.Admin.Tests.Commands;

/// <summary>Limits on bytes a second, an account's own time-outs, and what is shown of both.</summary>
public sealed class BandwidthTests : CommandTest
{
    [Fact]
    public async Task An_accounts_own_things_are_set_and_taken_back_to_what_the_settings_say()
    {
        await GoodAsync("users set ada --idle-timeout 20m --stall-timeout 90s --data-connect-timeout 5s --download-rate 1MiB --upload-rate unlimited --change-password off");
        var change = Server.Single<AccountCommands.Set>().Change;
        Assert.Equal(
            (TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(5), 1L << 20, 0L, false),
            (change.IdleTimeout!.Value, change.StallTimeout!.Value, change.DataConnectTimeout!.Value, change.DownloadRate!.Value, change.UploadRate!.Value, change.ChangePassword!.Value));
        Server.Told.Clear();
        await GoodAsync("users set ada --idle-timeout default --download-rate default --change-password default");
        change = Server.Single<AccountCommands.Set>().Change;
        Assert.Equal((new Field<TimeSpan?>(null), new Field<long?>(null), new Field<bool?>(null), null), (change.IdleTimeout, change.DownloadRate, change.ChangePassword, change.UploadRate));
        Server.Told.Clear();
        await GoodAsync("users add eve --download-rate 64KiB --idle-timeout 1h");
        Assert.Equal((1L << 16, TimeSpan.FromHours(1)), (Server.Single<AccountCommands.Add>().Profile.DownloadRate!.Value, Server.Single<AccountCommands.Add>().Profile.IdleTimeout!.Value));
    }

    [Fact]
    public async Task Users_show_has_them_for_people_and_for_scripts()
    {
        var ada = Server.Users["ada"];
        Server.Users["ada"] = ada with
        {
            Profile = ada.Profile with { Limits = AccountLimits.None with { IdleTimeout = TimeSpan.FromMinutes(20), DownloadRate = 1 << 20, UploadRate = 0, ChangePassword = true } },
        };
        var (body, text) = await GoodAsync("users show ada");
        Assert.Contains("idle timeout:     20m\n", text, StringComparison.Ordinal);
        Assert.Contains("download rate:    1 MiB/s\n", text, StringComparison.Ordinal);
        Assert.Contains("upload rate:      unlimited\n", text, StringComparison.Ordinal);
        Assert.Contains("change password:  on\n", text, StringComparison.Ordinal);
        Assert.Equal("""{"idleTimeout":"20m","stallTimeout":null,"dataConnectTimeout":null,"downloadRate":1048576,"uploadRate":0,"changePassword":true}""", body["limits"]!.ToJsonString());
        Assert.DoesNotContain("idle timeout", (await GoodAsync("users show bob")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resources_rates_are_set_beside_its_other_options_and_shown()
    {
        Options("projects", o => o with { FileMode = 0x1A0, UploadRate = 5 });
        await GoodAsync("resources set projects --download-rate 2MiB");
        Assert.Equal(ResourceOptions.Default with { FileMode = 0x1A0, UploadRate = 5, DownloadRate = 2 << 20 }, Server.Single<CatalogCommands.SetResource>().Options);
        Server.Told.Clear();
        await GoodAsync("bandwidth set --resource projects --upload unlimited --download default");
        Assert.Equal(ResourceOptions.Default with { FileMode = 0x1A0 }, Server.Single<CatalogCommands.SetResource>().Options);
        var (body, text) = await GoodAsync("resources show projects");
        Assert.Matches("upload rate: +5 B/s\n", text);
        Assert.Equal((null, 5L), ((long?)body["downloadRate"], (long?)body["uploadRate"]));
    }

    [Theory]
    [InlineData("--download 10MiB --upload 1KiB", "download-rate = 10485760, upload-rate = 1024")]
    [InlineData("--per-login --download unlimited", "download-rate-per-login = unlimited")]
    [InlineData("--per-host --upload 5 --download default", "download-rate-per-host reset, upload-rate-per-host = 5")]
    public async Task For_the_server_each_login_and_each_host_it_sets_the_settings(string options, string told)
    {
        await GoodAsync($"bandwidth set {options}");
        Assert.Equal(told, string.Join(", ", Server.Told.Cast<ChangeSetting>().Select(c => c.Command switch
        {
            CatalogCommands.SetSetting set => $"{set.Key} = {set.Value}",
            CatalogCommands.ResetSetting reset => $"{reset.Key} reset",
            _ => "?",
        })));
        Assert.All(Server.Told.Cast<ChangeSetting>(), c => Assert.True(c.Command is not CatalogCommands.SetSetting set || SettingsTable.TryApply(new ServerSettings(), set.Key, set.Value, out _, out _)));
    }

    [Fact]
    public async Task A_change_of_which_half_failed_says_what_was_done()
    {
        Server.Answer = m => m is ChangeSetting { Command: CatalogCommands.SetSetting { Key: "upload-rate" } } ? new CatalogAnswer.Refused(RefusalKind.Unavailable, "no journal") : null;
        Assert.Equal("download-rate is set, but upload-rate is not: no journal", (await BadAsync("bandwidth set --download 1MiB --upload 1MiB")).Detail);
    }

    [Fact]
    public async Task Bandwidth_show_has_the_servers_sum_and_every_limit_with_who_waits()
    {
        Server.Services.Settings.Publish(new ServerSettings { Rate = new Rates(1 << 20, null), RatePerLogin = new Rates(null, 2048) });
        Options("projects", o => o with { UploadRate = 5 });
        Server.Sessions = [Server.Sessions[0] with { Transfer = Server.Sessions[0].Transfer! with { Rate = 700_000 } }, Server.Sessions[1]];
        using var throttle = new Throttle(
            Server.Services.Bandwidth, Server.Services.Time, Server.Services.Settings, Server.Services.Rights, new ThrottleSubject(Direction.Download, "ada", IPAddress.Loopback, null))
        {
            Own = new OwnRates(4096, null),
        };
        using var cancel = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 5).Select(_ => throttle.TakeAsync(1 << 20, cancel.Token).AsTask()).ToList();
        var (body, _) = await GoodAsync("bandwidth show");
        var rows = body["items"]!.AsArray().ToDictionary(r => ((string)r!["name"]!, (string?)r["of"]));
        Assert.Equal((1 << 20, 700_000, 1), ((int)rows[("download-rate", null)]!["limit"]!, (int)rows[("download-rate", null)]!["now"]!, (int)rows[("download-rate", null)]!["transfers"]!));
        Assert.Null(rows[("upload-rate", null)]!["limit"]);
        Assert.Equal(2048, (int)rows[("upload-rate-per-login", "each login")]!["limit"]!);
        Assert.Equal((4096, 1, 4), ((int)rows[("download-rate", "user ada")]!["limit"]!, (int)rows[("download-rate", "user ada")]!["transfers"]!, (int)rows[("download-rate", "user ada")]!["waiting"]!));
        Assert.Equal((5, "resource"), ((int)rows[("upload-rate", "resource projects")]!["limit"]!, (string)rows[("upload-rate", "resource projects")]!["scope"]!));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public async Task Lists_show_how_fast_a_transfer_goes_and_what_holds_it()
    {
        Server.Sessions = [Server.Sessions[0] with { Transfer = Server.Sessions[0].Transfer! with { Rate = 2048, HeldBy = "download-rate-per-login (ada) = 2KiB", Own = 4096 } }];
        var (body, text) = await GoodAsync("transfers list");
        Assert.Contains("2 KiB/s", text, StringComparison.Ordinal);
        Assert.Contains("download-rate-per-login (ada) = 2KiB", text, StringComparison.Ordinal);
        var item = body["items"]![0]!;
        Assert.Equal((2048, "download-rate-per-login (ada) = 2KiB", 4096), ((int)item["rate"]!, (string)item["heldBy"]!, (int)item["throttle"]!));
        Assert.Contains("2 KiB/s, held by download-rate-per-login (ada) = 2KiB, since", (await GoodAsync("sessions show 7")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttle_names_who_wants_it()
    {
        await GoodAsync("transfers throttle 7 512KiB");
        Assert.Equal(new ThrottleTransfer(7, 512 << 10, "root"), Server.Single<ThrottleTransfer>());
    }

    private void Options(string name, Func<ResourceOptions, ResourceOptions> change)
    {
        var resource = Server.State.Resources[name];
        Server.State = Server.State with { Resources = Server.State.Resources.SetItem(name, resource with { Options = change(resource.Options) }) };
        Server.Publish();
    }
}
