using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Xunit;

namespace Matching.Tests.Fences;

/// <summary>
/// The dependency rule of CONTRIBUTING.md, checked on compiled references: a qualified name needs no <c>using</c>, so
/// the source would not tell.
/// </summary>
public sealed class WhoMayUseWhomTests
{
    // From the ground up. A module may use those of the rows above it, and what is technical; nothing technical knows a
    // module.
    private static readonly string[][] Modules =
    [
        ["Places", "Topics"],
        ["Bodies"],
        ["Keys"],
        ["Webhooks"],
        ["Sites"],
        ["Errands"],
        ["Groups"],
        ["Courses"],
        ["Starters"],
        ["Cohorts"],
        ["Interests"],
        ["Matches"],
        ["Cases"],
        ["Proposals"],
        ["ActionLinks"],
        ["Notifications"],
        ["Registration"],
        ["Statistics"],
        ["Status"],
        ["Seeking"],
        ["Embedding"],
    ];

    private static readonly string[] Technical =
    [
        "Calendar",
        "Sealing",
        "Database",
        "Web",
        "Jobs",
        "Access",
        "Imports",
        "Backups",
        "Telemetry",
    ];

    // Only these put everything together.
    private static readonly string[] Composers = ["Matching.Database.MatchingDb"];

    [Fact]
    public void A_module_uses_only_the_rows_above_it()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Service).Assembly.Location);

        Assert.Empty(Violations(assembly.MainModule).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_folder_stands_in_the_table()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Service).Assembly.Location);
        var folders = assembly.MainModule.Types.Select(type => Folder(type.Namespace)).OfType<string>().Distinct();

        Assert.Empty(folders.Except(Modules.SelectMany(row => row)).Except(Technical));
    }

    [Fact]
    public void The_check_sees_a_reference_that_no_using_shows()
    {
        // Registration, the lowest row, uses Interests by right; read as if it stood above, that must be seen.
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Service).Assembly.Location);
        var type = assembly.MainModule.GetType("Matching.Registration.AnswerOffer");

        Assert.Contains("Interests", References(type).Select(reference => Folder(reference.Namespace)));
    }

    private static IEnumerable<string> Violations(ModuleDefinition module) =>
        from type in module.Types
        let user = Folder(type.Namespace)
        where user is not null && !Composers.Contains(type.FullName)
        from reference in References(type)
        let used = Folder(reference.Namespace)
        where used is not null && used != user && !Composers.Contains(reference.FullName) && !May(user, used)
        select $"{user} uses {used}: {type.Name} → {reference.Name}";

    private static bool May(string user, string used) =>
        Technical.Contains(used) || (!Technical.Contains(user) && Row(used) < Row(user));

    private static int Row(string module) => Array.FindIndex(Modules, row => row.Contains(module));

    private static string? Folder(string name) =>
        name.StartsWith("Matching.", StringComparison.Ordinal) ? name.Split('.')[1] : null;

    // Everything that a type and what nests in it (closures and state machines too) is made of.
    private static IEnumerable<TypeReference> References(TypeDefinition type)
    {
        var direct = type
            .Interfaces.Select(i => i.InterfaceType)
            .Append(type.BaseType)
            .Concat(type.Fields.Select(field => field.FieldType))
            .Concat(type.CustomAttributes.Select(attribute => attribute.AttributeType))
            .Concat(type.Methods.SelectMany(InMethod));
        return direct.OfType<TypeReference>().SelectMany(Parts).Concat(type.NestedTypes.SelectMany(References));
    }

    private static IEnumerable<TypeReference> InMethod(MethodDefinition method) =>
        method
            .Parameters.Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType)
            .Concat(method.Body?.Variables.Select(variable => variable.VariableType) ?? [])
            .Concat(method.Body?.Instructions.SelectMany(instruction => InOperand(instruction.Operand)) ?? []);

    private static IEnumerable<TypeReference> InOperand(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod generic => [generic.DeclaringType, generic.ReturnType, .. generic.GenericArguments],
            MethodReference method =>
            [
                method.DeclaringType,
                method.ReturnType,
                .. method.Parameters.Select(parameter => parameter.ParameterType),
            ],
            FieldReference field => [field.DeclaringType, field.FieldType],
            _ => [],
        };

    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [Outermost(type)],
        };

    private static TypeReference Outermost(TypeReference type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;
}
