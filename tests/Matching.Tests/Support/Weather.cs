namespace Matching.Tests.Support;

/// <summary>What a mail server does wrong, whoever the mail is for.</summary>
public enum Weather
{
    Fair,

    /// <summary>421 at the greeting.</summary>
    Busy,

    /// <summary>554 at the greeting: it wants nothing of us.</summary>
    Shut,

    /// <summary>Takes the connection and says nothing.</summary>
    Silent,

    /// <summary>Ends the connection at once.</summary>
    Gone,

    /// <summary>Offers no STARTTLS.</summary>
    Plain,
}
