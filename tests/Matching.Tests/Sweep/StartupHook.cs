using System;
using System.IO;
using System.Runtime.Loader;

#pragma warning disable CA1050, MA0047 // the runtime looks for it in no namespace

/// <summary>
/// Lets the unmodified program load this assembly and what it needs, where <c>DOTNET_STARTUP_HOOKS</c> names it.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called before the program's own first line.</summary>
    public static void Initialize() =>
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll") is var file && File.Exists(file)
                ? context.LoadFromAssemblyPath(file)
                : null;
}
