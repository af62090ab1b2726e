using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Matching.Webhooks;

/// <summary>
/// Which addresses lie in the public internet, by IANA's registries of special-purpose addresses. All others are this
/// machine's, its network's, or lead there.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] SpecialV4 = Networks(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // carriers' own
        "127.0.0.0/8", // loopback
        "169.254.0.0/16", // link-local; the clouds' metadata
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments
        "192.0.2.0/24", // documentation
        "192.88.99.0/24", // relays of 6to4
        "192.168.0.0/16", // private
        "198.18.0.0/15", // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/4", // multicast
        "240.0.0.0/4" // reserved, broadcast
    );

    // Nothing outside of this is public, and so neither loopback, ULA, link-local nor multicast.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 = Networks(
        "2001::/23", // protocol assignments, Teredo among them
        "2001:db8::/32", // documentation
        "2002::/16", // 6to4
        "3fff::/20" // documentation
    );

    // An IPv4 address in an IPv6 one; in a network without IPv4 every public IPv4 address is reached so.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Is(IPAddress address) =>
        address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !SpecialV4.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 when Nat64.Contains(address) => Is(Wrapped(address)),
            // IPNetwork takes these for IPv4 addresses.
            AddressFamily.InterNetworkV6 when address.IsIPv4MappedToIPv6 => false,
            AddressFamily.InterNetworkV6 => Global.Contains(address)
                && !SpecialV6.Any(network => network.Contains(address)),
            _ => false,
        };

    private static IPAddress Wrapped(IPAddress address) => new(address.GetAddressBytes().AsSpan(12));

    private static IPNetwork[] Networks(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}
