using Akka.Streams;
using Akka.Streams.Stage;

namespace Ftp.Actors.Transfers;

/// <summary>A source over a supply: one element asked for at a time; what is there at once is pushed at once, without leaving the thread.</summary>
internal sealed class PullSource<T>(ISupply<T> supply) : GraphStage<SourceShape<T>>
    where T : struct, IPiece
{
    private readonly Outlet<T> _out = new("PullSource.out");

    public override SourceShape<T> Shape => new(_out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, supply);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly PullSource<T> _stage;
        private readonly ISupply<T> _supply;
        private Action<(T? Element, Exception? Failure)>? _arrived;

        public Logic(PullSource<T> stage, ISupply<T> supply)
            : base(stage.Shape)
        {
            _stage = stage;
            _supply = supply;
            SetHandler(stage._out, this);
        }

        public override void OnPull()
        {
            try
            {
                var next = _supply.NextAsync();
                if (next.IsCompletedSuccessfully)
                    Emit(next.Result);
                else
                    _ = AwaitAsync(next, _arrived ??= GetAsyncCallback<(T?, Exception?)>(OnArrived));
            }
            catch (Exception failure)
            {
                // left to the interpreter it would be logged as a defect of the stage
                FailStage(failure);
            }
        }

        private void OnArrived((T? Element, Exception? Failure) result)
        {
            if (result.Failure is null)
                Emit(result.Element);
            else
                FailStage(result.Failure);
        }

        private void Emit(T? element)
        {
            if (element is { } some)
                Push(_stage._out, some);
            else
                CompleteStage();
        }

        private static async Task AwaitAsync(ValueTask<T?> next, Action<(T?, Exception?)> arrived)
        {
            try
            {
                arrived((await next.ConfigureAwait(false), null));
            }
            catch (Exception failure)
            {
                arrived((null, failure));
            }
        }
    }
}
