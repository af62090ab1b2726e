using System;
using System.Collections.Generic;
using Matching.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Proposals;

/// <summary>Where a proposal stands.</summary>
public enum ProposalState
{
    /// <summary>Its body has not decided.</summary>
    Open,

    /// <summary>Its body decides again on a day.</summary>
    Waiting,

    /// <summary>Invitations are out.</summary>
    Accepted,

    /// <summary>Enough said yes: there is a group.</summary>
    Formed,

    /// <summary>Its body said no.</summary>
    Declined,

    /// <summary>Too few are left.</summary>
    Dissolved,
}

/// <summary>A group that could be. Who is in it is known by number only.</summary>
public sealed class Proposal
{
    public required Guid Id { get; init; }

    /// <summary>The body that covers the meeting place: it decides.</summary>
    public required Guid Body { get; set; }

    public ProposalState State { get; private set; } = ProposalState.Open;

    /// <summary>The Oslo day on which it was made.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Code of the meeting place: a contact point's house or a town.</summary>
    public string Place { get; private set; } = "";

    public double Longitude { get; private set; }

    public double Latitude { get; private set; }

    /// <summary>The number of the municipality of the meeting place.</summary>
    public string Municipality { get; private set; } = "";

    /// <summary>Ids of its topics; empty: across topics.</summary>
    public required short[] Topics { get; init; }

    /// <summary>Its topic; null: across topics.</summary>
    public short? Topic => Topics is [var topic, ..] ? topic : null;

    /// <summary>Languages that all have in common.</summary>
    public string[] Languages { get; private set; } = [];

    /// <summary>Times that suit all; empty: any.</summary>
    public string[] Times { get; private set; } = [];

    public Gender Gender { get; private set; }

    /// <summary>Ages that it is for; empty: all.</summary>
    public string[] AgeBands { get; private set; } = [];

    /// <summary>The day on which its body decides again.</summary>
    public DateOnly? WaitUntil { get; private set; }

    /// <summary>Code of the reason why it was declined.</summary>
    public string? Reason { get; private set; }

    /// <summary>Declined: until this day the same people are not proposed to the body again.</summary>
    public DateOnly? RememberUntil { get; private set; }

    /// <summary>The group that formed.</summary>
    public Guid? GroupId { get; private set; }

    /// <summary>Whether its body may still decide.</summary>
    public bool IsUndecided => State is ProposalState.Open or ProposalState.Waiting;

    /// <summary>What its body may decide now.</summary>
    public IEnumerable<string> LegalMoves() => IsUndecided ? ["accept", "wait", "decline"] : [];

    /// <summary>What those who are in it now have in common.</summary>
    public void Agree(Profile profile) =>
        (Languages, Times, Gender, AgeBands) = (profile.Languages, profile.Times, profile.Gender, profile.AgeBands);

    /// <summary>Meets there.</summary>
    public void MeetAt(Site site) =>
        (Place, Longitude, Latitude, Municipality) = (site.Code, site.Longitude, site.Latitude, site.Municipality);

    /// <summary>Its body decides again on a day; false where it has decided, here and in the other moves.</summary>
    public bool Wait(DateOnly until) => Decide(ProposalState.Waiting, until);

    /// <summary>The day has come on which its body decides again.</summary>
    public bool Return(DateOnly today) =>
        State == ProposalState.Waiting && WaitUntil <= today && Decide(ProposalState.Open);

    /// <summary>Invitations go out.</summary>
    public bool Accept() => Decide(ProposalState.Accepted);

    /// <summary>Its body says no.</summary>
    public bool Decline(string reason, DateOnly remember)
    {
        if (!Decide(ProposalState.Declined))
        {
            return false;
        }

        (Reason, RememberUntil) = (reason, remember);
        return true;
    }

    /// <summary>Enough said yes.</summary>
    public bool Form(Guid group)
    {
        if (State != ProposalState.Accepted)
        {
            return false;
        }

        (State, GroupId) = (ProposalState.Formed, group);
        return true;
    }

    /// <summary>Too few are left.</summary>
    public bool Dissolve()
    {
        if (!IsUndecided && State != ProposalState.Accepted)
        {
            return false;
        }

        (State, WaitUntil) = (ProposalState.Dissolved, null);
        return true;
    }

    private bool Decide(ProposalState to, DateOnly? until = null)
    {
        if (!IsUndecided)
        {
            return false;
        }

        (State, WaitUntil) = (to, until);
        return true;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Proposal>
    {
        public void Configure(EntityTypeBuilder<Proposal> builder)
        {
            builder.ToTable("proposals");
            builder.HasKey(proposal => proposal.Id);
            builder.Ignore(proposal => proposal.IsUndecided);
            builder.Ignore(proposal => proposal.Topic);
        }
    }
}
