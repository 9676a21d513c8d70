using System.Buffers;
using Akka.Streams;
using Akka.Streams.Stage;

namespace Ftp.Actors.Transfers;

/// <summary>Line ends of TYPE A on their way through; see <see cref="AsciiText"/> for the rules.</summary>
internal sealed class AsciiStage(bool toWire) : GraphStage<FlowShape<Chunk, Chunk>>
{
    private readonly Inlet<Chunk> _in = new("AsciiStage.in");
    private readonly Outlet<Chunk> _out = new("AsciiStage.out");

    public override FlowShape<Chunk, Chunk> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, toWire);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly AsciiStage _stage;
        private AsciiText _text;
        private byte[] _buffer = [];

        public Logic(AsciiStage stage, bool toWire)
            : base(stage.Shape)
        {
            _stage = stage;
            _text = new AsciiText(toWire);
            SetHandler(stage._in, this);
            SetHandler(stage._out, this);
        }

        public override void OnPull() => Pull(_stage._in);

        public override void OnPush()
        {
            var chunk = Grab(_stage._in);
            if (_buffer.Length < _text.Most(chunk.Length))
                Grow(_text.Most(chunk.Length));
            var length = _text.Convert(chunk.Span, _buffer);
            if (length > 0)
                Push(_stage._out, new Chunk(_buffer, length));
            else
                Pull(_stage._in);
        }

        private void Grow(int length)
        {
            GiveBack();
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }

        private void GiveBack()
        {
            if (_buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(_buffer);
        }

        /// <summary>A proper end comes when everything pushed has been used. After a failure a send may still read the buffer: it is left to the collector.</summary>
        public override void OnUpstreamFinish()
        {
            GiveBack();
            var last = new byte[1];
            if (_text.Flush(last) > 0)
                Emit(_stage._out, new Chunk(last, 1), CompleteStage);
            else
                CompleteStage();
        }
    }
}
