package io.qsstream.dashboard.page;

import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.dashboard.api.OpenToAll;
import io.qsstream.dashboard.api.Refusal;
import io.qsstream.dashboard.page.PageFiles.PageFile;
import io.qsstream.dashboard.settings.ApiToken;
import io.qsstream.dashboard.settings.DashboardSettings;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;

/** Serves the page and its libraries to everybody: they hold nothing of anybody. */
@Hidden
@OpenToAll
@Controller("/")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PageController {

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String INDEX = "index.html";
    private static final String LIBRARY = "webjars/uplot/";

    private final PageFiles files = new PageFiles();
    private final ApiToken token;
    private final boolean givesToken;
    private final String listensOn;

    PageController(ApiToken token, DashboardSettings settings, @Value("${micronaut.server.host:}") String listensOn) {
        this.token = token;
        this.givesToken = settings.pageToken();
        this.listensOn = listensOn;
    }

    @Get
    HttpResponse<byte[]> index(HttpRequest<?> request) {
        PageFile index = files.page(INDEX).orElseThrow(PageController::noSuchFile);
        boolean given = PageToken.isGiven(
                givesToken,
                listensOn,
                request.getHeaders().get(HttpHeaders.HOST),
                request.getRemoteAddress().getAddress());
        byte[] content = given
                ? PageToken.put(new String(index.content(), StandardCharsets.UTF_8), token.text())
                        .getBytes(StandardCharsets.UTF_8)
                : index.content();
        return headers(HttpResponse.ok(content), index).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @Get("/{+path}")
    HttpResponse<byte[]> file(HttpRequest<?> request, String path) {
        if (path.equals(INDEX)) {
            return index(request);
        }
        boolean library = path.startsWith(LIBRARY);
        PageFile file = (library ? files.uplot(path.substring(LIBRARY.length())) : files.page(path))
                .orElseThrow(PageController::noSuchFile);
        MutableHttpResponse<byte[]> response =
                file.etag().equals(request.getHeaders().get(HttpHeaders.IF_NONE_MATCH))
                        ? HttpResponse.notModified()
                        : HttpResponse.ok(file.content());
        // A library changes with its version only; the page is asked about each time, and answered with 304.
        return headers(response, file)
                .header(HttpHeaders.ETAG, file.etag())
                .header(HttpHeaders.CACHE_CONTROL, library ? "public, max-age=86400" : "no-cache");
    }

    private static MutableHttpResponse<byte[]> headers(MutableHttpResponse<byte[]> response, PageFile file) {
        return response.contentType(MediaType.of(file.mediaType()))
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin");
    }

    private static Refusal noSuchFile() {
        return Refusal.notFound("No such path");
    }
}
