using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Matching.Seeking;

/// <summary>The fields that a page's form was sent with; none of anything else.</summary>
public sealed record Sent(IFormCollection Fields)
{
    /// <summary>A field as it was written, without what surrounds it; null where nothing was.</summary>
    public string? One(string name) => Fields[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A text of several lines: browsers send two characters for a line break, and count one.</summary>
    public string? Lines(string name) => One(name)?.ReplaceLineEndings("\n");

    /// <summary>What was chosen of several.</summary>
    public string[] All(string name) => [.. Fields[name].OfType<string>().Where(value => value.Length > 0)];

    /// <summary>These fields of it alone.</summary>
    public Sent Only(params string[] names) =>
        new(
            new FormCollection(
                Fields.Where(field => names.Contains(field.Key)).ToDictionary(field => field.Key, field => field.Value)
            )
        );

    /// <summary>A field with suggestions.</summary>
    public Asked Asked(string name) => new(One(name), One(Seeking.Asked.CodeField(name)));

    /// <summary>What a link carries.</summary>
    public static Sent By(IQueryCollection query) =>
        new(new FormCollection(query.ToDictionary(field => field.Key, field => field.Value)));

    /// <summary>Read by minimal APIs for a handler's parameter.</summary>
    /// <exception cref="BadHttpRequestException">It is no form as browsers send it.</exception>
    public static async ValueTask<Sent> BindAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            return new(FormCollection.Empty);
        }

        try
        {
            return new(await http.Request.ReadFormAsync(http.RequestAborted));
        }
        catch (InvalidDataException notAForm)
        {
            throw new BadHttpRequestException("The form cannot be read.", notAForm);
        }
    }
}
