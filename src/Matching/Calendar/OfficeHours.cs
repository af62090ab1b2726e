using NodaTime;

namespace Matching.Calendar;

/// <summary>When people at work are written to or pressed: from 8 to 20 in Oslo, on working days.</summary>
public static class OfficeHours
{
    private static readonly LocalTime Opening = new(8, 0);
    private static readonly LocalTime Closing = new(20, 0);

    /// <summary>Whether a wall-clock time in Oslo lies in them.</summary>
    public static bool Holds(LocalDateTime time) =>
        WorkingDays.IsWorkingDay(time.Date.ToDateOnly()) && time.TimeOfDay >= Opening && time.TimeOfDay < Closing;

    /// <summary>The next opening after a time.</summary>
    public static LocalDateTime NextOpening(LocalDateTime time)
    {
        var day = time.TimeOfDay < Opening ? time.Date : time.Date.PlusDays(1);
        while (!WorkingDays.IsWorkingDay(day.ToDateOnly()))
        {
            day = day.PlusDays(1);
        }

        return day.At(Opening);
    }
}
