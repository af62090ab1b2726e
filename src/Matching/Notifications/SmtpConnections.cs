using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Matching.Notifications;

/// <summary>
/// Connections to the mail server: one is used for several mails, for as long as these follow each other closely; a
/// server ends those that idle. Where none is named, what is lent writes files.
/// </summary>
public sealed class SmtpConnections(IOptions<MailOptions> options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(10);
    private const int MostIdle = 4;
    private readonly ConcurrentBag<(SmtpClient Client, long Since)> _idle = [];

    /// <summary>One for a mail; to be given back or closed.</summary>
    /// <exception cref="ConfigurationException">It is not said where mail should go.</exception>
    public SmtpClient Take()
    {
        while (_idle.TryTake(out var idle))
        {
            if (clock.GetElapsedTime(idle.Since) < LongestIdle)
            {
                return idle.Client;
            }

            idle.Client.Dispose();
        }

        return options.Value.Host is null ? IntoFolder(options.Value) : ToServer(options.Value);
    }

    /// <summary>After a mail that the server took: good for another one.</summary>
    public void GiveBack(SmtpClient client)
    {
        _idle.Add((client, clock.GetTimestamp()));
        while (_idle.Count > MostIdle && _idle.TryTake(out var idle))
        {
            idle.Client.Dispose();
        }
    }

    /// <summary>After anything else.</summary>
    public void Close(SmtpClient client) => client.Dispose();

    public void Dispose()
    {
        while (_idle.TryTake(out var idle))
        {
            idle.Client.Dispose();
        }
    }

    private static SmtpClient IntoFolder(MailOptions mail)
    {
        var folder =
            mail.PickupDirectory
            ?? throw new ConfigurationException(
                "Neither Mail__Host nor Mail__PickupDirectory is set: say where mail should go."
            );
        Directory.CreateDirectory(folder);
        return new SmtpClient
        {
            DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
            PickupDirectoryLocation = Path.GetFullPath(folder),
        };
    }

    private static SmtpClient ToServer(MailOptions mail) =>
        new(mail.Host, mail.Port)
        {
            EnableSsl = mail.UsesTls,
            Credentials = mail.User is null
                ? null
                : new NetworkCredential(
                    mail.User,
                    mail.PasswordFile is { Length: > 0 } file ? File.ReadAllText(file).Trim() : mail.Password
                ),
        };
}
