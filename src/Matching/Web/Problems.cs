namespace Matching.Web;

/// <summary>
/// The one catalogue of everything that can go wrong. Codes are a promise to other programs. What is not in it is a 500
/// without detail.
/// </summary>
public static class Problems
{
    // The shape of a request.
    public static readonly Problem Invalid = new(
        "invalid",
        400,
        "The request is not of the form that this call takes."
    );
    public static readonly Problem TooDeep = new("too-deep", 400, "The body is nested deeper than any form here is.");
    public static readonly Problem TooSlow = new("too-slow", 408, "The request came too slowly to be waited for.");
    public static readonly Problem CursorInvalid = new(
        "cursor-invalid",
        400,
        "The cursor is not one that this list gave."
    );
    public static readonly Problem IdempotencyKeyInvalid = new(
        "idempotency-key-invalid",
        400,
        "Idempotency-Key must be a UUID here."
    );
    public static readonly Problem NotFound = new("not-found", 404, "There is nothing here for this caller.");
    public static readonly Problem MethodNotAllowed = new(
        "method-not-allowed",
        405,
        "This address does not take that method."
    );
    public static readonly Problem NotAcceptable = new(
        "not-acceptable",
        406,
        "The answer cannot be given in the form asked for."
    );
    public static readonly Problem TooLarge = new("too-large", 413, "The body is larger than this call takes.");
    public static readonly Problem UnsupportedMediaType = new(
        "unsupported-media-type",
        415,
        "The body must be application/json."
    );
    public static readonly Problem AddressTooLong = new(
        "address-too-long",
        414,
        "The address is longer than this server takes; every search has a POST form."
    );
    public static readonly Problem HeadersTooLarge = new(
        "headers-too-large",
        431,
        "The headers are larger than this server takes."
    );
    public static readonly Problem TooManyRequests = new(
        "too-many-requests",
        429,
        "Too much is asked of the service right now."
    );
    public static readonly Problem Unexpected = new(
        "unexpected",
        500,
        "Something went wrong here. It is not your fault; please try again."
    );
    public static readonly Problem Unavailable = new(
        "unavailable",
        503,
        "The service cannot answer right now; please try again."
    );

    public static readonly Problem ReadOnly = new(
        "read-only",
        503,
        "Nothing can be changed right now, only searched and read; please try again later."
    );
    public static readonly Problem Overloaded = new(
        "overloaded",
        503,
        "More is asked of the service right now than it can do; please try again."
    );

    // Who may do what.
    public static readonly Problem Unauthenticated = new(
        "unauthenticated",
        401,
        "This call needs a key: Authorization: Bearer KEY."
    );
    public static readonly Problem Forbidden = new("forbidden", 403, "This role may not do that.");
    public static readonly Problem OpeningReasonNeeded = new(
        "opening-reason-needed",
        403,
        "Opening another body's case needs the header Opening-Reason, which is logged."
    );
    public static readonly Problem RevealBudgetSpent = new(
        "reveal-budget-spent",
        429,
        "So many different cases were opened with this key today as one key may open on a day."
    );
    public static readonly Problem ScopeMissing = new(
        "scope-missing",
        403,
        "This key is narrowed to other things than this call."
    );
    public static readonly Problem OnlyAnsweringBody = new(
        "only-answering-body",
        403,
        "Only the body that answers may do this; the lead of its network reads."
    );
    public static readonly Problem ReceiptMissing = new(
        "receipt-missing",
        401,
        "This call needs the receipt: Authorization: Receipt CODE."
    );
    public static readonly Problem ReceiptUnknown = new(
        "receipt-unknown",
        404,
        "No registration is known by this receipt."
    );

    // Versions.
    public static readonly Problem PreconditionRequired = new(
        "precondition-required",
        428,
        "This call needs the header If-Match: the ETag of what it is to change."
    );
    public static readonly Problem PreconditionFailed = new(
        "precondition-failed",
        412,
        "It was changed meanwhile: read it again, and change that."
    );

    // Repeats.
    public static readonly Problem KeyReused = new(
        "idempotency-key-reused",
        422,
        "This Idempotency-Key was used with another body."
    );
    public static readonly Problem KeyBusy = new(
        "idempotency-key-busy",
        409,
        "The first call with this Idempotency-Key is still running."
    );

    // Places and topics.
    public static readonly Problem PlaceUnknown = new("place-unknown", 422, "There is no such place in Norway.");
    public static readonly Problem MunicipalityUnknown = new(
        "municipality-unknown",
        422,
        "The postal code exists, but its municipality is not known here; please choose a municipality."
    );
    public static readonly Problem MunicipalitySplit = new(
        "municipality-split",
        422,
        "The municipality was split; please choose one of those that it is now."
    );
    public static readonly Problem MunicipalityGone = new(
        "municipality-gone",
        422,
        "The municipality is no more, and what followed it is not known here; please choose another."
    );
    public static readonly Problem OutsideNorway = new("outside-norway", 422, "The coordinates are not in Norway.");
    public static readonly Problem CoordinatesSwapped = new(
        "coordinates-swapped",
        422,
        "Longitude comes first; these look swapped."
    );
    public static readonly Problem TopicUnknown = new("topic-unknown", 422, "There is no such topic.");
    public static readonly Problem LanguageUnknown = new(
        "language-unknown",
        422,
        "The language is not a BCP 47 tag that is known."
    );

    // Bodies.
    public static readonly Problem BodyUnknown = new("body-unknown", 422, "There is no such body.");
    public static readonly Problem BodyMoveIllegal = new(
        "body-move-illegal",
        409,
        "The body is in a state from which this is not possible."
    );
    public static readonly Problem NationalOfficeStays = new(
        "national-office-stays",
        409,
        "The national office is the last resort: it cannot be paused or ended, and there is one."
    );
    public static readonly Problem DeputySame = new(
        "deputy-same",
        422,
        "The address of a body and that of its deputy must be two."
    );

    // Webhooks.
    public static readonly Problem WebhookAddressRefused = new(
        "webhook-address-refused",
        422,
        "Nothing may be sent to this address."
    );
    public static readonly Problem WebhookStopped = new(
        "webhook-stopped",
        409,
        "Nothing is sent to this webhook any more: write it anew first."
    );
    public static readonly Problem TooManyWebhooks = new(
        "too-many-webhooks",
        409,
        "The body has as many webhooks as it may have."
    );

    // Sites.
    public static readonly Problem OriginNotRegistered = new(
        "origin-not-registered",
        403,
        "This page's site is not registered here; a body can register it. Programs come without Origin."
    );
    public static readonly Problem NotForSites = new(
        "not-for-sites",
        403,
        "Pages of other sites may search here, and no more."
    );
    public static readonly Problem OriginRefused = new("origin-refused", 422, "Pages of a site cannot be there.");
    public static readonly Problem TooManySites = new(
        "too-many-sites",
        409,
        "The body has as many sites as it may have."
    );

    // Groups.
    public static readonly Problem GroupUnknown = new("group-unknown", 422, "There is no such group.");
    public static readonly Problem GroupMoveIllegal = new(
        "group-move-illegal",
        409,
        "The group is in a state from which this is not possible."
    );
    public static readonly Problem ScheduleInvalid = new(
        "schedule-invalid",
        422,
        "The schedule is not one that this service can hold."
    );
    public static readonly Problem NoFreePlace = new(
        "no-free-place",
        409,
        "The group has no free place that is not on offer already."
    );
    public static readonly Problem CapacityBelowMembers = new(
        "capacity-below-members",
        422,
        "A group cannot have more members, with those it has offered places, than its capacity."
    );
    public static readonly Problem GroupAsksFirst = new(
        "group-asks-first",
        409,
        "The body that answers for this group wants to be asked before a place is offered."
    );

    // Starters and courses.
    public static readonly Problem CourseUnknown = new("course-unknown", 422, "There is no such starter course.");
    public static readonly Problem StarterMoveIllegal = new(
        "starter-move-illegal",
        409,
        "The starter is in a state from which this is not possible."
    );

    public static readonly Problem StarterUnknown = new(
        "starter-unknown",
        422,
        "There is no such starter, or none whom this body may ask by itself."
    );
    public static readonly Problem StarterAskedAlready = new(
        "starter-asked-already",
        409,
        "This starter is asked for this group, has taken it, or did not want it."
    );
    public static readonly Problem StarterNotAvailable = new(
        "starter-not-available",
        409,
        "This starter pauses, or has as many groups, with those that she is asked for, as she would start at a time."
    );
    public static readonly Problem StarterRequestClosed = new(
        "starter-request-closed",
        409,
        "The starter is not asked this any more."
    );

    // Interests, offers and cases.
    public static readonly Problem ConsentOutdated = new(
        "consent-outdated",
        422,
        "The text agreed to is not the current one or the one before."
    );
    public static readonly Problem PhoneNotServed = new(
        "phone-not-served",
        422,
        "Messages to telephones are not sent from here."
    );
    public static readonly Problem CohortCodeUnknown = new(
        "cohort-code-unknown",
        422,
        "No code of a cohort is known by this, or it was used already, or its time is over."
    );
    public static readonly Problem AlreadyOffered = new(
        "already-offered",
        409,
        "This place is on offer to this interest already."
    );
    public static readonly Problem AlreadyDeclined = new(
        "already-declined",
        409,
        "The person said no to this group not long ago."
    );
    public static readonly Problem AlreadyPlaced = new("already-placed", 409, "The person has a place already.");
    public static readonly Problem OfferClosed = new("offer-closed", 409, "This offer is not open any more.");
    public static readonly Problem CaseMoveIllegal = new(
        "case-move-illegal",
        409,
        "The case is in a state from which this is not possible."
    );
    public static readonly Problem ProposalMoveIllegal = new(
        "proposal-move-illegal",
        409,
        "The proposal is in a state from which this is not possible."
    );
    public static readonly Problem ProposalTooSmall = new(
        "proposal-too-small",
        422,
        "Too few would be invited to make a group."
    );
    public static readonly Problem ProposalPlaceUnusable = new(
        "proposal-place-unusable",
        422,
        "The group cannot meet there."
    );
    public static readonly Problem ReasonUnknown = new("reason-unknown", 422, "There is no such reason.");
    public static readonly Problem ReasonOfAnotherAct = new(
        "reason-of-another-act",
        409,
        "This reason is given for something else, and stays so."
    );

    // Jobs.
    public static readonly Problem JobNotDead = new("job-not-dead", 409, "Only a dead letter can be sent again.");
}
