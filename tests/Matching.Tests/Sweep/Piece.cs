namespace Matching.Tests.Sweep;

/// <summary>Bytes that are there when all is over.</summary>
/// <param name="Place">What they are a part of, as <c>expected.txt</c> calls it.</param>
/// <param name="Name">Which of them: a file, or a number.</param>
/// <param name="Leaves">Whether others see it, or it is kept of how the service ran: no topic and no place may stand
/// there either.</param>
internal sealed record Piece(string Place, string Name, byte[] Bytes, bool Leaves = false);
