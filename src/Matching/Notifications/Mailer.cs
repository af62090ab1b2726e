using System;
using System.IO;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Jobs;
using Matching.Web;
using Microsoft.Extensions.Options;

namespace Matching.Notifications;

/// <summary>
/// Sends one mail. A refusal of the address or of the mail for good (5xx to the recipient or to the text) is told apart
/// from weather, and from a server that refuses us; what the server said is never kept, because it quotes the address.
/// The Message-ID comes from the job, so that a repeat is known as one.
/// </summary>
public sealed class Mailer(IOptions<MailOptions> options, SmtpConnections connections)
{
    /// <summary>Sends a text to an address.</summary>
    /// <param name="id">Gives the Message-ID: the same mail sent again has the same one.</param>
    public async Task<JobOutcome> SendAsync(EmailAddress to, NeutralMail mail, Guid id, CancellationToken ct)
    {
        await using var text = new TextOfMail(mail.Body);
        using var message = new MailMessage(options.Value.From, to.ToString())
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            // A stream as the only view is the whole mail, and no alternative to anything.
            AlternateViews =
            {
                new AlternateView(text, new ContentType("text/plain; charset=utf-8"))
                {
                    TransferEncoding = TransferEncoding.Base64,
                },
            },
        };
        message.Headers.Add("Message-ID", $"<{id:N}@{new MailAddress(options.Value.From).Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var client = connections.Take();
        try
        {
            // Waited for no longer, even by a client that does not hear that it is cancelled.
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var longest = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
            bounded.CancelAfter(longest);
            await client.SendMailAsync(message, bounded.Token).WaitAsync(longest + TimeSpan.FromSeconds(1), ct);
            connections.GiveBack(client);
            return JobOutcome.Done;
        }
        catch (Exception failure) when (IsOfMail(failure) && !ct.IsCancellationRequested)
        {
            connections.Close(client);
            return
                failure is SmtpException { StatusCode: >= (SmtpStatusCode)500 } refusal
                && (refusal is SmtpFailedRecipientException || text.WasAskedFor)
                ? JobOutcome.Refused("mail-refused")
                : JobOutcome.Failed("mail-not-sent");
        }
        catch
        {
            connections.Close(client);
            throw;
        }
    }

    private static bool IsOfMail(Exception failure) =>
        failure
            is SmtpException
                or IOException
                or SocketException
                or AuthenticationException
                or TimeoutException
                or OperationCanceledException;

    /// <summary>
    /// The text, which knows whether it was read: the server has taken sender and recipient by then, and what it
    /// refuses from there on is this mail.
    /// </summary>
    private sealed class TextOfMail(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public bool WasAskedFor { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            WasAskedFor = true;
            return base.Read(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            WasAskedFor = true;
            return base.Read(buffer, offset, count);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            WasAskedFor = true;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
