using System;
using System.Linq;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Matching.Tests.Fences;

public sealed class RoutesTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public void Every_route_and_who_may_call_it_is_as_committed()
    {
        var lines =
            from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
            orderby endpoint.RoutePattern.RawText, method
            select $"{method, -6} {endpoint.RoutePattern.RawText, -55} {Who(endpoint)}";

        Committed.Equals(
            "tests/Matching.Tests/Fences/routes.txt",
            string.Join('\n', lines.Order(StringComparer.Ordinal))
        );
    }

    [Fact]
    public void Every_route_of_the_contract_has_a_name_and_a_summary() =>
        Assert.All(
            host.Get<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)),
            endpoint =>
            {
                Assert.NotNull(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>());
                Assert.NotNull(
                    endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IEndpointSummaryMetadata>()
                );
            }
        );

    private static string Who(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ReceiptRoute>() is not null ? "receipt"
        : endpoint.Metadata.GetMetadata<IEnableCorsAttribute>() is not null ? "anyone, from sites too"
        : endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "anyone"
        : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).LastOrDefault()
            ?? "deny unless a key";
}
