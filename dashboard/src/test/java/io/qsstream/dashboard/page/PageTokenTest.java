package io.qsstream.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTokenTest {

    @ParameterizedTest
    @CsvSource({
        "true,  127.0.0.1, localhost:8082,        127.0.0.1, true",
        "true,  127.0.0.1, 127.0.0.1:12082,       127.0.0.1, true",
        "true,  ::1,       [::1]:8082,            ::1,       true",
        "true,  localhost, LOCALHOST,             127.0.0.1, true",
        "false, 127.0.0.1, localhost:8082,        127.0.0.1, false",
        "true,  0.0.0.0,   localhost:8082,        127.0.0.1, false",
        "true,  '',        localhost:8082,        127.0.0.1, false",
        "true,  127.0.0.1, evil.example:8082,     127.0.0.1, false",
        "true,  127.0.0.1, 127.0.0.1.evil.example,127.0.0.1, false",
        "true,  127.0.0.1, localhost.evil.example,127.0.0.1, false",
        "true,  127.0.0.1, '',                    127.0.0.1, false",
        "true,  127.0.0.1, localhost:8082,        10.0.0.7,  false",
    })
    void theTokenIsGivenOverLoopbackByANameOfLoopbackOnly(
            boolean allowed, String listensOn, String host, String peer, boolean given) throws UnknownHostException {
        assertThat(PageToken.isGiven(allowed, listensOn, host, InetAddress.getByName(peer)))
                .isEqualTo(given);
    }

    @Test
    void theTokenIsTextInThePage() {
        assertThat(PageToken.put("<meta name=\"qsstream-token\" content=\"\">", "a\"><script>"))
                .isEqualTo("<meta name=\"qsstream-token\" content=\"a&quot;&gt;&lt;script&gt;\">");
    }
}
