"""Which addresses of the internet a person's word may make us connect to: none of our own network.

Everything is refused that is not surely public, also where it hides inside of another (IPv4 in IPv6, translations and
tunnels): whoever may name an address must not reach what only this machine can.
"""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

_REFUSED: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # carriers' own (RFC 6598); some clouds' metadata
        "168.63.129.16/32",  # a cloud's own service, at a public address
        "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
        "::/96",  # IPv4-compatible (RFC 4291)
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # translated (RFC 2765)
        "64:ff9b::/96",  # NAT64 (RFC 6052)
        "64:ff9b:1::/48",  # NAT64, local (RFC 8215)
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an administrator allows beside public addresses: hosts by name, networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def covers(self, host: str, address: Address) -> bool:
        return host.lower().rstrip(".") in self.hosts or any(address in network for network in self.networks)


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could reach it, too."""
    if address.is_multicast or not address.is_global or getattr(address, "scope_id", None):
        return False
    return not any(address.version == network.version and address in network for network in _REFUSED)


def may_connect(host: str, addresses: Collection[str], allowed: Allowed) -> bool:
    """Whether all that a name stands for may be connected to: one that may not be makes all of them suspect."""
    found = [ip_address(each) for each in addresses]
    return bool(found) and all(is_public(each) or allowed.covers(host, each) for each in found)
