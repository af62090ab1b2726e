using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using Matching.Web;

namespace Matching.Webhooks;

/// <summary>What is sent: that something happened, and where it can be read.</summary>
/// <param name="Timestamp">When it happened; of news at a desk only the day.</param>
public sealed record Payload(string Type, DateTimeOffset Timestamp, Payload.About Data)
{
    /// <param name="Url">Where it can be read.</param>
    /// <param name="Id">The group, or the webhook of a test.</param>
    /// <param name="Body">The body.</param>
    public sealed record About(
        string Url,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Id = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Body = null
    );

    /// <summary>The same bytes for each attempt.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <param name="subject">The group, body or webhook that it is about.</param>
    public static Payload Of(string type, Guid subject, DateTimeOffset at, OwnAddress own) =>
        new(
            type,
            at.ToUniversalTime(),
            EventCatalogue.Types[type] switch
            {
                EventNames.Group => new(own.To($"/v1/groups/{subject}"), Id: subject),
                EventNames.Body => new(own.To($"/v1/bodies/{subject}"), Body: subject),
                EventNames.Desk => new(own.To("/v1/desk/cases"), Body: subject),
                _ => new(own.To($"/v1/webhooks/{subject}"), Id: subject),
            }
        );
}
