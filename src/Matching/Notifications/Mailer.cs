using System;
using System.IO;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Jobs;
using Matching.Web;
using Microsoft.Extensions.Options;

namespace Matching.Notifications;

/// <summary>
/// Sends one mail. A refusal of the address for good (550 to 553 to the recipient) is told apart from weather, and from
/// a server that refuses us; what the server said is never kept, because it quotes the address. The Message-ID comes
/// from the job, so that a repeat is known as one.
/// </summary>
public sealed class Mailer(IOptions<MailOptions> options)
{
    /// <summary>Sends a text to an address.</summary>
    /// <param name="id">Gives the Message-ID: the same mail sent again has the same one.</param>
    public async Task<JobOutcome> SendAsync(EmailAddress to, NeutralMail mail, Guid id, CancellationToken ct)
    {
        using var message = new MailMessage(options.Value.From, to.ToString(), mail.Subject, mail.Body)
        {
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = System.Net.Mime.TransferEncoding.Base64,
        };
        message.Headers.Add("Message-ID", $"<{id:N}@{new MailAddress(options.Value.From).Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        try
        {
            using var client = Client();
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
            bounded.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
            await client.SendMailAsync(message, bounded.Token);
            return JobOutcome.Done;
        }
        catch (SmtpFailedRecipientException refused) when ((int)refused.StatusCode >= 500)
        {
            return JobOutcome.Refused("mail-refused");
        }
        catch (Exception weather)
            when (weather is SmtpException or IOException or SocketException or OperationCanceledException
                && !ct.IsCancellationRequested
            )
        {
            return JobOutcome.Failed("mail-not-sent");
        }
    }

    private SmtpClient Client()
    {
        var mail = options.Value;
        if (mail.Host is null)
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

        return new SmtpClient(mail.Host, mail.Port)
        {
            EnableSsl = !IsLoopback(mail.Host),
            Credentials = mail.User is null
                ? null
                : new NetworkCredential(mail.User, File.ReadAllText(mail.PasswordFile!).Trim()),
        };
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
