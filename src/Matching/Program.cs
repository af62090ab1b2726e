using Matching;

return await Verbs.RunAsync(args);
