using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Access;

/// <summary>
/// Role by endpoint by own or another body's: every cell of <c>matrix.txt</c> is asked over HTTP, with a request that
/// is right in all else.
/// </summary>
public sealed class MatrixTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly IReadOnlyList<MatrixRow> Rows = MatrixTable.Read();

    private readonly List<string> _wrong = [];
    private int _requests;

    [Fact]
    public async Task Every_endpoint_has_its_row_and_every_row_its_endpoint()
    {
        var endpoints = await MatrixEndpoint.AllAsync(host);

        var rows = Rows.Where(row => row.Way.Length == 0).Select(row => row.Endpoint).ToList();
        Assert.Equal(rows.Distinct(StringComparer.Ordinal), rows);
        Assert.True(endpoints.Keys.All(rows.Contains), $"no row: {string.Join(", ", endpoints.Keys.Except(rows))}");
        Assert.True(rows.All(endpoints.ContainsKey), $"no endpoint: {string.Join(", ", rows.Except(endpoints.Keys))}");
        foreach (var row in Rows)
        {
            Assert.All(
                row.Cells,
                cell =>
                    Assert.Equal(
                        (row.Name, cell.ToString(), IsAsked(endpoints[row.Endpoint], row, cell)),
                        (row.Name, cell.ToString(), cell.Expected != MatrixCell.None)
                    )
            );
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Every_caller_gets_of_every_endpoint_what_the_matrix_says()
    {
        var endpoints = await MatrixEndpoint.AllAsync(host);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = host.Address,
        };
        var bodies = new TwoBodies(host, endpoints, client);
        var calls = new MatrixCalls(host, bodies, new MatrixCallers(host, bodies));
        await host.SqlAsync(
            $"insert into publications (period, published_on, json, csv) select period, '2026-11-01', '{{}}', '' from unnest(array['2025-3', '2025']) period"
        );
        var watch = Stopwatch.StartNew();
        var cells = 0;
        foreach (var row in Rows)
        {
            bodies.Renew();
            foreach (var cell in row.Cells.Where(cell => cell.Expected != MatrixCell.None))
            {
                if (cell.Caller == "led")
                {
                    bodies.Renew();
                    await bodies.SendAsync(
                        Whose.Own,
                        HttpMethod.Post,
                        "/v1/networks",
                        await bodies.NetworkAsync(Whose.Own, Whose.Anothers)
                    );
                }

                cells++;
                var isChanged = await AskAsync(client, calls, bodies, endpoints[row.Endpoint], row, cell);
                if (isChanged || cell.Caller == "led")
                {
                    bodies.Renew();
                }
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{endpoints.Count} endpoints in {Rows.Count} rows, {Rows[0].Cells.Select(cell => cell.Caller).Distinct().Count()} callers, {cells} cells asserted by {_requests} requests in {watch.Elapsed.TotalSeconds:F0} s"
        );
        Assert.True(_wrong.Count == 0, $"{_wrong.Count} cells are not so:\n{string.Join('\n', _wrong)}");
    }

    // A list has somebody's in it, an address or a form names it; a person and the lead of a network are asked for no
    // more than these have.
    private static bool IsAsked(MatrixEndpoint call, MatrixRow row, MatrixCell cell) =>
        cell.Whose == Whose.Own
        || (
            cell.Caller == "her"
                ? call.Path.StartsWith("/v1/interest/", StringComparison.Ordinal) && call.HasObject
                : call.Lists is not null
                    || call.HasObject
                    || (call.NamesBody && (call.Method == "POST" || row.Way == "body"))
        );

    // Whether something was changed.
    private async Task<bool> AskAsync(
        HttpClient client,
        MatrixCalls calls,
        TwoBodies bodies,
        MatrixEndpoint call,
        MatrixRow row,
        MatrixCell cell
    )
    {
        if (cell.Expected is "in" or "out" || (cell.Expected == "ok" && call.Lists is not null))
        {
            var id = await bodies.IdAsync(call.Lists!, cell.Whose);
            var isIn = await IsInAsync(client, calls, call, row, cell, id);
            Note(row, cell, isIn == cell.Expected is not "out", isIn ? "it is in the list" : "it is not in the list");
            return false;
        }

        var (status, text) = await SendAsync(client, calls, call, row, cell, cell.Whose);
        var isDone = status is >= 200 and < 300 or 303 or 307;
        Note(row, cell, cell.Expected == "ok" ? isDone : $"{status}" == cell.Expected, $"{status} {Short(text)}");
        if (cell.Whose == Whose.Anothers && (status == 404 || (!isDone && IsNamedInForm(call, row))))
        {
            var (ofNone, none) = await SendAsync(client, calls, call, row, cell, Whose.Nobodys);
            Note(row, cell, (status, text) == (ofNone, none), $"what never was is {ofNone} {Short(none)}");
        }

        return isDone && call.Method != "GET";
    }

    private static bool IsNamedInForm(MatrixEndpoint call, MatrixRow row) =>
        row.Way is "body" or "starter" || (call.NamesBody && !call.HasObject);

    private async Task<bool> IsInAsync(
        HttpClient client,
        MatrixCalls calls,
        MatrixEndpoint call,
        MatrixRow row,
        MatrixCell cell,
        string id
    )
    {
        for (string? cursor = null; ; )
        {
            var (status, text) = await SendAsync(client, calls, call, row, cell, cell.Whose, cursor);
            Note(row, cell, status == 200, $"{status} {Short(text)}");
            if (text.Contains(id, StringComparison.Ordinal))
            {
                return true;
            }

            cursor =
                status == 200
                && !call.IsPage
                && JsonDocument.Parse(text).RootElement.TryGetProperty("nextCursor", out var next)
                    ? next.GetString()
                    : null;
            if (cursor is null)
            {
                return false;
            }
        }
    }

    private async Task<(int Status, string Text)> SendAsync(
        HttpClient client,
        MatrixCalls calls,
        MatrixEndpoint call,
        MatrixRow row,
        MatrixCell cell,
        Whose whose,
        string? cursor = null
    )
    {
        using var request = await calls.ToAsync(call, row.Way, cell.Caller, whose, cursor);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        _requests++;
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private void Note(MatrixRow row, MatrixCell cell, bool isSo, string was)
    {
        if (!isSo)
        {
            _wrong.Add($"{row.Name} {cell}: {cell.Expected}, but {was}");
        }
    }

    private static string Short(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
