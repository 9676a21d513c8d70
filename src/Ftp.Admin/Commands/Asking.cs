using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.History;
using Ftp.Actors.Persistence;
using Ftp.Actors.Supervision;

namespace Ftp.Admin.Commands;

/// <summary>How handlers ask the actors, and how a missing or refusing answer becomes a problem.</summary>
internal static class Asking
{
    private static readonly TimeSpan LookingBack = TimeSpan.FromSeconds(60);

    public static async Task<T> QueryAsync<T>(this CommandContext context, IActorRef actor, object query, CancellationToken cancel) =>
        await AskAsync<T>(actor, query, context.AskTimeout, Problem.Unavailable($"the server did not answer within {context.AskTimeout.TotalSeconds:0} s"), cancel);

    public static async Task<T> ChangeAsync<T>(this CommandContext context, IActorRef actor, object change, CancellationToken cancel, TimeSpan? extra = null) =>
        await AskAsync<T>(
            actor,
            change,
            context.AskTimeout + (extra ?? TimeSpan.Zero),
            Problem.OutcomeUnknown("outcome unknown: the server did not answer in time, so the change may or may not have been made; look, and repeat the command if needed"),
            cancel);

    public static Task<CatalogState> CatalogAsync(this CommandContext context, CancellationToken cancel) =>
        context.QueryAsync<CatalogState>(context.Catalog, CatalogQueries.GetState.Instance, cancel);

    public static async Task<CatalogAnswer.Done> ChangeCatalogAsync(this CommandContext context, CatalogCommand command, CancellationToken cancel) =>
        Done(context, Accept(await context.ChangeAsync<CatalogAnswer>(context.Catalog, context.Change.Apply(command), cancel)));

    public static async Task<CatalogAnswer.Done> ChangeSettingAsync(this CommandContext context, CatalogCommand command, CancellationToken cancel) =>
        Done(context, Accept(await context.ChangeAsync<CatalogAnswer>(context.Server, new ChangeSetting(context.Change.Apply(command)), cancel)));

    public static async Task<AccountAnswer.Done> ChangeAccountAsync(this CommandContext context, AccountCommand command, CancellationToken cancel) =>
        await context.ChangeAsync<AccountAnswer>(context.Accounts, context.Change.Apply(command), cancel) switch
        {
            AccountAnswer.Done done => Done(context, done),
            AccountAnswer.Refused refused => throw new ProblemException(From(refused.Kind, refused.Message)),
            var other => throw Unexpected(other),
        };

    public static async Task<CertificateAnswer.Done> ChangeCertificateAsync(this CommandContext context, CertificateCommand command, CancellationToken cancel, TimeSpan? extra = null) =>
        await context.ChangeAsync<CertificateAnswer>(context.Certificates, context.Change.Apply(command), cancel, extra) switch
        {
            CertificateAnswer.Done done => Done(context, done),
            CertificateAnswer.Refused refused => throw new ProblemException(From(refused.Kind, refused.Message)),
            var other => throw Unexpected(other),
        };

    public static async Task<BanAnswer.Done> ChangeBansAsync(this CommandContext context, BanCommand command, CancellationToken cancel) =>
        await context.ChangeAsync<BanAnswer>(context.Bans, command, cancel) switch
        {
            BanAnswer.Done done => done,
            BanAnswer.Refused refused => throw new ProblemException(From(refused.Kind, refused.Message)),
            var other => throw Unexpected(other),
        };

    public static CatalogAnswer.Done Accept(CatalogAnswer answer) => answer switch
    {
        CatalogAnswer.Done done => done,
        CatalogAnswer.Refused refused => throw new ProblemException(From(refused.Kind, refused.Message)),
        var other => throw Unexpected(other),
    };

    public static Problem From(RefusalKind kind, string message) => kind switch
    {
        RefusalKind.NotFound => Problem.NotFound(message),
        RefusalKind.AlreadyExists => Problem.AlreadyExists(message),
        RefusalKind.Conflict => Problem.Conflict(message),
        RefusalKind.Unavailable when message.Contains(Outstanding.Unknown, StringComparison.Ordinal) => Problem.OutcomeUnknown(message),
        RefusalKind.Unavailable => Problem.Unavailable(message),
        _ => Problem.Invalid(message),
    };

    /// <summary>A question about the past: a long look back takes its time.</summary>
    public static async Task<T> HistoryAsync<T>(this CommandContext context, HistoryQuery query, CancellationToken cancel)
        where T : class =>
        await AskAsync<object>(context.History, query, LookingBack, Problem.Unavailable($"the history was not read within {LookingBack.TotalSeconds:0} s"), cancel) switch
        {
            T answer => answer,
            HistoryRefused refused => throw new ProblemException(From(refused.Kind, refused.Message)),
            var other => throw Unexpected(other),
        };

    private static T Done<T>(CommandContext context, T done)
    {
        context.Change.Done();
        return done;
    }

    private static async Task<T> AskAsync<T>(IActorRef actor, object message, TimeSpan timeout, Problem silence, CancellationToken cancel)
    {
        if (actor.IsNobody())
            throw new ProblemException(Problem.Unavailable("this server does not run what answers this"));
        try
        {
            return await actor.Ask<object>(message, timeout, cancel).ConfigureAwait(false) switch
            {
                Status.Failure failure => throw new ProblemException(Problem.Failed($"the server failed: {failure.Cause.Message}")),
                T answer => answer,
                var other => throw Unexpected(other),
            };
        }
        catch (AskTimeoutException)
        {
            throw new ProblemException(silence);
        }
    }

    private static ProblemException Unexpected(object answer) => new(Problem.Failed($"the server gave an answer of an unknown kind ({answer.GetType().Name})"));
}
