using Microsoft.AspNetCore.Routing;

namespace Matching.Starters;

/// <summary>
/// People trained to start groups. Promises that who one is is sealed and read by her own body alone, unless she
/// consents; that how to reach her is never anybody else's; that a pause and a full load keep her from being asked;
/// that starters are asked in their turn and her own body answers for her; and that she is forgotten at a word. No
/// person who seeks, and nobody without a key, learns that she is there: not even how many there are. It refuses to
/// know where she lives: a town, a municipality or a postal code is enough.
/// </summary>
public static class StartersModule
{
    public static void MapStarters(this IEndpointRouteBuilder routes)
    {
        FindStarters.Map(routes);
        FindStartersNearby.Map(routes);
        ReadStarter.Map(routes);
        CreateStarter.Map(routes);
        ChangeStarter.Map(routes);
        PauseStarter.Map(routes);
        ResumeStarter.Map(routes);
        EraseStarter.Map(routes);
        ListStarterRequests.Map(routes);
        AnswerForStarter.Map(routes);
        ListRequestsOfGroup.Map(routes);
        AskStarter.Map(routes);
        ListGroupsOfStarter.Map(routes);
        FollowUpStarter.Map(routes);
    }
}
