package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "198.51.100.24, 198.51.100.0/24",
        "0.0.0.0, 0.0.0.0/24",
        "255.255.255.255, 255.255.255.0/24",
        "' 203.0.113.9 ', 203.0.113.0/24",
        "2001:db8:7:9::1, 2001:db8:7::/48",
        "2001:0DB8:0007:0009:0000:0000:0000:0001, 2001:db8:7::/48",
        "2001:db8::1, 2001:db8::/48",
        "2001::1, 2001::/48",
        "2001:0:7::1, 2001:0:7::/48",
        "::1, ::/48",
        "::, ::/48",
        "fe80::1%eth0, fe80::/48",
        "::ffff:198.51.100.24, 198.51.100.0/24",
        "64:ff9b::198.51.100.24, 64:ff9b::/48",
    })
    void cutsAnAddressDownToItsNetwork(String address, String expected) {
        // When
        String prefix = NetworkPrefix.of(address);

        // Then
        assertThat(prefix).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "rwg.example.net",
                "198.51.100",
                "198.51.100.256",
                "198.51.100.24.1",
                "198.51.100.0024",
                "198.51..24",
                "198.51.100.24:8801",
                "3325256728",
                "2001:db8",
                "2001:db8:::1",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:198.51.100.24",
                ":1:2:3:4:5:6:7",
                "١٩٨.51.100.24",
            })
    void refusesWhatIsNoAddressAndLooksUpNoName(String text) {
        // When
        String prefix = NetworkPrefix.of(text);

        // Then
        assertThat(prefix).isNull();
    }

    @Property
    void noTextMakesItThrow(@ForAll @CharRange(from = '.', to = ':') @StringLength(max = 40) String text) {
        // When
        String prefix = NetworkPrefix.of(text);

        // Then
        assertThat(prefix == null || prefix.endsWith("/24") || prefix.endsWith("/48"))
                .isTrue();
    }
}
