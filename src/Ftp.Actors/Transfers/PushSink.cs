using Akka.Streams;
using Akka.Streams.Stage;

namespace Ftp.Actors.Transfers;

/// <summary>
/// A sink over a drain: one element at a time. Its task ends only when the stage is over and no element is under way, also when the stream was killed or its
/// actor died: whoever awaits it may close the file.
/// </summary>
internal sealed class PushSink<T>(IDrain<T> drain) : GraphStageWithMaterializedValue<SinkShape<T>, Task>
    where T : struct, IPiece
{
    private readonly Inlet<T> _in = new("PushSink.in");

    public override SinkShape<T> Shape => new(_in);

    public override ILogicAndMaterializedValue<Task> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = new Logic(this, drain);
        return new LogicAndMaterializedValue<Task>(logic, logic.Ended.Task);
    }

    private sealed class Logic : InGraphStageLogic
    {
        private readonly PushSink<T> _stage;
        private readonly IDrain<T> _drain;
        private Action<Exception?>? _taken;
        private Task? _busy;
        private bool _upstreamFinished;
        private bool _complete;
        private Exception? _failure;

        public Logic(PushSink<T> stage, IDrain<T> drain)
            : base(stage.Shape)
        {
            _stage = stage;
            _drain = drain;
            SetHandler(stage._in, this);
        }

        public TaskCompletionSource Ended { get; } = new();

        public override void PreStart()
        {
            SetKeepGoing(true);
            Pull(_stage._in);
        }

        public override void OnPush()
        {
            try
            {
                var taken = _drain.TakeAsync(Grab(_stage._in));
                if (taken.IsCompletedSuccessfully)
                    Pull(_stage._in);
                else
                    _busy = AwaitAsync(taken, _taken ??= GetAsyncCallback<Exception?>(OnTaken));
            }
            catch (Exception failure)
            {
                // left to the interpreter it would be logged as a defect of the stage, and the task would not know it
                Finish(failure);
            }
        }

        private void OnTaken(Exception? failure)
        {
            _busy = null;
            if (failure is not null || _upstreamFinished)
                Finish(_failure ?? failure);
            else
                Pull(_stage._in);
        }

        public override void OnUpstreamFinish()
        {
            _upstreamFinished = true;
            if (_busy is null)
                Finish(null);
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _upstreamFinished = true;
            _failure = e;
            if (_busy is null)
                Finish(e);
        }

        private void Finish(Exception? failure)
        {
            _failure = failure;
            _complete = failure is null;
            if (_complete)
                CompleteStage();
            else
                FailStage(failure);
        }

        public override void PostStop()
        {
            if (_complete)
                Ended.TrySetResult();
            else if (_busy is { } busy)
                _ = EndAfterAsync(busy);
            else
                Ended.TrySetException(_failure ?? new AbruptStageTerminationException(this));
        }

        private async Task EndAfterAsync(Task busy)
        {
            await busy.ConfigureAwait(false);
            Ended.TrySetException(_failure ?? new AbruptStageTerminationException(this));
        }

        private static async Task AwaitAsync(ValueTask taken, Action<Exception?> done)
        {
            Exception? failed = null;
            try
            {
                await taken.ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                failed = failure;
            }
            done(failed);
        }
    }
}
