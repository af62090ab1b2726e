using System;
using System.Linq;
using System.Net.Mail;
using FluentValidation;

namespace Matching.Web;

/// <summary>
/// One mailbox in plain ASCII: no display name, no comment, no quoted part, nothing that could end a mail header or add
/// another recipient. Narrower than RFC 5321 on purpose: what is refused here, people do not have.
/// </summary>
public readonly record struct EmailAddress
{
    private const int Longest = 254;
    private const string Signs = "!#$%&'*+-/=?^_`{|}~.@";

    private readonly string? _text;

    private EmailAddress(string text) => _text = text;

    /// <summary>Reads an address; false for anything but one mailbox at a domain with a dot.</summary>
    public static bool TryParse(string? text, out EmailAddress address)
    {
        address = default;
        if (
            text is null
            || text.Length > Longest
            || !text.All(c => char.IsAsciiLetterOrDigit(c) || Signs.Contains(c, StringComparison.Ordinal))
            || !MailAddress.TryCreate(text, out var parsed)
            || parsed.Address != text
            || parsed.DisplayName.Length > 0
            || parsed.User.EndsWith('.')
            || !IsDomain(parsed.Host)
        )
        {
            return false;
        }

        address = new(text);
        return true;
    }

    /// <summary>The address as it was written; empty for the default value.</summary>
    public override string ToString() => _text ?? "";

    private static bool IsDomain(string host) =>
        host.Split('.') is { Length: > 1 } labels
        && labels.All(label =>
            label.Length is > 0 and < 64
            && label[0] != '-'
            && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        );
}

/// <summary>The same as a rule for requests.</summary>
public static class EmailAddressRule
{
    /// <summary>One plain address, where there is one.</summary>
    public static IRuleBuilderOptions<T, string?> OneMailbox<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || EmailAddress.TryParse(text, out _))
            .WithMessage("must be one plain e-mail address");
}
