using System.Linq;

namespace Matching.Statistics;

/// <summary>What becomes of a number.</summary>
public enum Fate
{
    /// <summary>No table has it.</summary>
    Untabled,

    /// <summary>A table leaves it out.</summary>
    Hidden,

    /// <summary>A table shows it, rounded.</summary>
    Shown,

    /// <summary>A table published before had no line for it: nothing was counted there.</summary>
    Nothing,
}

/// <summary>The numbers of one event in one period, and which of them are shown.</summary>
public sealed class Table
{
    /// <summary>What is less is not shown.</summary>
    public const int LeastShown = 10;

    /// <summary>What is shown is rounded to a multiple of this, each number by itself.</summary>
    public const int Step = 5;

    private readonly Fate[] _fates;

    /// <summary>One to be published: what is small is hidden.</summary>
    public Table(string @event, Cube cube)
    {
        (Event, Cube) = (@event, cube);
        _fates =
        [
            .. Enumerable
                .Range(0, cube.Cells)
                .Select(cell =>
                    !cube.IsTabled(cell) ? Fate.Untabled
                    : cube[cell] < LeastShown ? Fate.Hidden
                    : Fate.Shown
                ),
        ];
    }

    /// <summary>One that was published, of which a cube now knows the numbers.</summary>
    public Table(StatisticsView.Table published, Cube cube)
    {
        (Event, Cube, IsWithheld) = (published.Event, cube, published.Withheld);
        var cells = published.Numbers.ToDictionary(number => new At(number.County, number.Topic, number.Days));
        var (counties, topics, days) = (
            cells.Keys.Select(at => at.County).ToHashSet(),
            cells.Keys.Select(at => at.Topic).ToHashSet(),
            cells.Keys.Select(at => at.Days).ToHashSet()
        );
        _fates =
        [
            .. Enumerable
                .Range(0, cube.Cells)
                .Select(cell =>
                    cells.TryGetValue(cube.Where(cell), out var number)
                        ? number.Count is null
                            ? Fate.Hidden
                            : Fate.Shown
                        : IsWithheld
                            ? Fate.Untabled
                            : cube.Where(cell) is var at
                            && counties.Contains(at.County)
                            && topics.Contains(at.Topic)
                            && days.Contains(at.Days)
                                ? Fate.Untabled
                                : Fate.Nothing
                ),
        ];
    }

    /// <summary>The code of the event that is counted.</summary>
    public string Event { get; }

    /// <summary>The numbers as they were counted.</summary>
    public Cube Cube { get; }

    /// <summary>Nothing of it is published: what is small could not be hidden otherwise.</summary>
    public bool IsWithheld { get; private set; }

    /// <summary>What becomes of the number in a cell.</summary>
    public Fate this[int cell] => IsWithheld ? Fate.Untabled : _fates[cell];

    /// <summary>A number as it is shown.</summary>
    public static long Rounded(long count) => (count + (Step / 2)) / Step * Step;

    /// <summary>Leaves out a number too, so that another cannot be reckoned.</summary>
    public void Hide(int cell) => _fates[cell] = Fate.Hidden;

    /// <summary>Takes that back.</summary>
    public void Show(int cell) => _fates[cell] = Fate.Shown;

    /// <summary>Publishes nothing of it.</summary>
    public void Withhold() => IsWithheld = true;
}
