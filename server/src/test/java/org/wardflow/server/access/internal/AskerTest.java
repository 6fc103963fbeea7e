package org.wardflow.server.access.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wardflow.server.TrustedProxies;

class AskerTest {
    private final Asker asker = new Asker(TrustedProxies.parse("127.0.0.1, ::1, 10.0.0.0/8")::has);

    private String forwardedFor(String... lines) {
        return asker.of("127.0.0.1", List.of(), List.of(lines));
    }

    private String forwarded(String... lines) {
        return asker.of("127.0.0.1", List.of(lines), List.of());
    }

    @Test
    void itIsTheLastOnTheWayThatIsNoTrustedProxy() {
        assertThat(forwardedFor("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(forwardedFor("198.51.100.1, 203.0.113.7, 10.1.2.3")).isEqualTo("203.0.113.7");
        assertThat(forwardedFor("198.51.100.1", "203.0.113.7,10.1.2.3")).isEqualTo("203.0.113.7");
        assertThat(forwardedFor("10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(forwardedFor()).isEqualTo("127.0.0.1");
    }

    @Test
    void theStandardsHeaderSaysTheSame() {
        assertThat(forwarded("for=198.51.100.1, For=203.0.113.7;proto=https;by=10.0.0.1"))
                .isEqualTo("203.0.113.7");
        assertThat(forwarded("proto=https;for=\"203.0.113.7:4711\"")).isEqualTo("203.0.113.7");
        assertThat(forwarded("for=\"[2001:db8::17]:4711\", for=10.0.0.9")).isEqualTo("2001:db8::17");
    }

    @Test
    void aPortAndBracketsAreNotPartOfIt() {
        assertThat(forwardedFor("203.0.113.7:4711")).isEqualTo("203.0.113.7");
        assertThat(forwardedFor("[2001:db8::17]:4711")).isEqualTo("2001:db8::17");
        assertThat(forwardedFor("2001:db8::17")).isEqualTo("2001:db8::17");
    }

    @Test
    void whoeverIsNoTrustedProxyIsNotBelieved() {
        assertThat(asker.of("192.0.2.1", List.of(), List.of("203.0.113.7"))).isEqualTo("192.0.2.1");
        assertThat(new Asker(TrustedProxies.NONE::has).of("127.0.0.1", List.of("for=203.0.113.7"), List.of()))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void whatIsNoAddressEndsTheWay() {
        for (String nothing : List.of("unknown", "_hidden", "evil.example", "", "-", "999.1.1.1", "fe80::1%eth0")) {
            assertThat(forwardedFor("203.0.113.7, " + nothing)).as(nothing).isEqualTo("127.0.0.1");
            assertThat(forwarded("for=203.0.113.7, for=" + nothing)).as(nothing).isEqualTo("127.0.0.1");
        }
        assertThat(forwarded("for=203.0.113.7, proto=https")).isEqualTo("127.0.0.1");
        assertThat(forwardedFor("203.0.113.7, :::::, 10.0.0.1")).isEqualTo(":::::");
    }

    @Test
    void withBothHeadersOneIsMadeUpSoNeitherIsBelieved() {
        assertThat(asker.of("127.0.0.1", List.of("for=198.51.100.1"), List.of("203.0.113.7")))
                .isEqualTo("127.0.0.1");
    }
}
