using Matching.Web;

namespace Matching.Notifications;

/// <summary>
/// The constant mails. They say that there is something new and where to read it; no topic, no place, no count, nothing
/// of a person, and the same words every time, so that whoever reads the mail over a shoulder learns nothing.
/// </summary>
public sealed record NeutralMail(string Subject, string Body)
{
    /// <summary>
    /// To a body, a group's contact, a person or a starter: <c>body</c>, <c>group</c>, <c>person</c> or <c>starter</c>.
    /// </summary>
    public static NeutralMail To(string whom, string language, string link = "") =>
        new(
            Texts.Say("Notifications", $"{whom}-subject", new Language(language)),
            Texts.Say("Notifications", $"{whom}-text", new Language(language), link).ReplaceLineEndings("\r\n")
        );
}
