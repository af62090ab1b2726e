using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Starters;

/// <summary>What a starter and the bodies around her are told, over real SMTP.</summary>
public sealed class TellStarterTests(MailHost host) : IClassFixture<MailHost>
{
    [Theory]
    [InlineData("nb", "Det er noe nytt til deg")]
    [InlineData("nn", "Det er noko nytt til deg")]
    [InlineData("en", "There is something new for you")]
    [InlineData("uk", "Det er noe nytt til deg")]
    public async Task Who_is_asked_and_whom_somebody_comes_to_gets_the_same_neutral_mail(
        string language,
        string subject
    )
    {
        var address = $"starter-{language}@example.org";
        var staff = await host.StaffAsync("contact-point-fredrikstad");
        var oslo = await host.StaffAsync("district-oslo");
        var starter = await oslo.AddStarterAsync(
            ("home", "town:fredrikstad"),
            ("email", address),
            ("languages", new JsonArray(language))
        );
        var group = await host.AwaitingGroupAsync(
            staff,
            ("languages", new JsonArray(language)),
            ("meeting.municipality", "3107"),
            ("meeting.longitude", 10.93),
            ("meeting.latitude", 59.22)
        );
        var fredrikstad = await AddressAsync("contact-point-fredrikstad");
        var answering = To("body-02@example.org");

        await host.RunAsync("ask-starters");
        var mail = Assert.Single(host.Smtp.To(address));
        Neutral.Check(mail, starter.Id().ToString(), group.Id().ToString(), "Guri", "Hemmelig");
        Assert.Equal(subject, mail.Subject);
        Assert.Equal(answering + 1, To("body-02@example.org"));

        // Asked once: a run that finds nothing to do tells nobody.
        await host.RunAsync("ask-starters");
        Assert.Single(host.Smtp.To(address));
        var asking = To(fredrikstad);
        await oslo.AnswerAsync(starter, group);
        await host.RunJobsAsync();
        Assert.Equal(asking + 1, To(fredrikstad));

        // Somebody says yes: she is told as the group's contact is.
        await staff.PutJsonAsync($"{group.Path()}/opening", null);
        await SayYesAsync(staff, group.Id());
        await host.RunJobsAsync();
        Assert.Equal(2, host.Smtp.To(address).Count);
        Assert.Equal(mail.WithoutIdAndDate(), host.Smtp.To(address)[1].WithoutIdAndDate());
        Assert.NotEmpty(host.Smtp.To("gruppe@example.org"));

        // Who is with it no more is told nothing.
        await oslo.PutJsonAsync(
            $"{starter.StarterPath()}/groups/{group.Id()}/follow-up",
            new { stays = false },
            System.Net.HttpStatusCode.NoContent
        );
        await SayYesAsync(staff, group.Id());
        await host.RunJobsAsync();
        Assert.Equal(2, host.Smtp.To(address).Count);
    }

    [Fact]
    public async Task Who_left_no_address_or_is_erased_meanwhile_is_told_nothing_and_no_letter_is_dead()
    {
        var staff = await host.StaffAsync("contact-point-fredrikstad");
        var silent = await staff.AddStarterAsync(
            ("home", "town:fredrikstad"),
            ("email", null),
            ("topics", new JsonArray("cancer"))
        );
        var erased = await staff.AddStarterAsync(
            ("home", "town:fredrikstad"),
            ("email", "erased@example.org"),
            ("topics", new JsonArray("cancer"))
        );
        var group = await host.AwaitingGroupAsync(
            staff,
            ("topics", new JsonArray("cancer")),
            ("meeting.municipality", "3107"),
            ("meeting.longitude", 10.93),
            ("meeting.latitude", 59.22)
        );
        await host.InScopeAsync(services => Matching.Starters.AskStarters.RunAsync(services, default));
        await staff.RequestAsync(silent, group);
        await staff.DeleteJsonAsync(erased.StarterPath());

        var done = await host.RunJobsAsync();

        Assert.Equal(2, done.Count(job => job.Kind == "tell-starter"));
        Assert.All(done, job => Assert.Null(job.Outcome.Error));
        Assert.Empty(host.Smtp.To("erased@example.org"));
    }

    private int To(string address) => host.Smtp.To(address).Count;

    private async Task<string> AddressAsync(string body)
    {
        var id = await host.BodyAsync(body);
        return await host.WithDbAsync(async db => (await db.Bodies.FindAsync(id))!.Email!);
    }

    private async Task SayYesAsync(HttpClient staff, Guid group)
    {
        var receipt = (
            await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:3107", consent = "2026-11" })
        ).Text("receipt");
        var offer = await staff.PostJsonAsync(
            $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}/offers",
            new { groupId = group }
        );
        await host.Person(receipt).PutJsonAsync($"/v1/interest/answers/{offer.Id()}", new { answer = "yes" });
    }
}
