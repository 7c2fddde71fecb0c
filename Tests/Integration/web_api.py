"""The API is held against its own description: OpenAPI's validator, and JSON Schema for every kind of answer, requests
made up by schemathesis."""

import json
import pathlib
import subprocess
import sys

import jsonschema

import web_server
from checklist import Skipped
from web_server import TOKEN, Server, tone


def add_checks(checklist, root, earshot, folder):
    runs, state = folder / "Runs", {}

    def server():
        if "server" not in state:
            folder.mkdir(parents=True, exist_ok=True)
            web_server.train(earshot, root, runs, "gen3", "-S", "training.epochs=3")
            state["server"] = Server(earshot, root, runs)
        return state["server"]

    def end():
        if "server" in state:
            state["server"].stop()

    def document():
        return json.loads(server().request(path="/api/openapi.json")[2])

    def require_valid(answer, description, method, path, status=200):
        if answer[0] != status:
            raise AssertionError(f"{method} {path}: found {answer[0]}, expected {status}: {answer[2][:300]}")
        schema = description["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
        whole = dict(schema, components=description["components"])
        jsonschema.validate(json.loads(answer[2]), whole, cls=jsonschema.Draft202012Validator)

    @checklist.check("api: the description is OpenAPI")
    def description():
        import openapi_spec_validator

        openapi_spec_validator.validate(document())
        return f"{len(document()['paths'])} paths"

    @checklist.check("api: every endpoint answers as its description says")
    def answers():
        described = document()
        run = json.loads(server().request(path="/api/runs")[2])["runs"][0]["id"]
        count = 0
        for path in described["paths"]:
            if "get" not in described["paths"][path] or path.endswith(("/events", "/audio", "/sweeps/{name}")):
                continue
            require_valid(server().request(path=path.replace("{id}", run)), described, "get", path)
            count += 1
        for query in ["?filter=validation.accuracy%20%3E%3D%200&sort=seconds:desc&limit=1", "?status=completed&page=2",
                      "?experiment=gen3&offset=0"]:
            require_valid(server().request(path="/api/runs" + query), described, "get", "/api/runs")
        clip = json.loads(server().request(path=f"/api/runs/{run}/clips")[2])["clips"][0]
        responses = described["paths"]["/api/runs/{id}/audio"]["get"]["responses"]
        for headers, status in [([], 200), (["Range: bytes=0-9"], 206), (["Range: bytes=-0"], 416)]:
            answer = server().request(path=clip["audio"], headers=headers)
            if answer[0] != status or answer[1]["content-type"].split(";")[0] not in responses[str(status)]["content"]:
                raise AssertionError(f"{clip['audio']} {headers}: found {answer[:2]}")
            for name in responses[str(status)]["headers"]:
                if name.lower() not in answer[1]:
                    raise AssertionError(f"{clip['audio']} {headers}: no {name}")
        sound = tone(folder / "tone.wav", seconds=3)
        for query in ["", "?playbackGain=-3.5"]:
            answer = server().listen(sound, path="/api/listen" + query)
            require_valid(answer, described, "post", "/api/listen")
        return f"{count + 2} endpoints"

    @checklist.check("api: what is refused is refused as described")
    def refusals():
        described = document()
        cases = [("get", "/api/runs", "?limit=0", 400), ("get", "/api/runs", "?filter=%28", 400),
                 ("get", "/api/runs", "?sort=nothing.at.all", 400), ("get", "/api/runs", "?status=x", 400),
                 ("get", "/api/runs", "?page=%ff", 400), ("get", "/api/runs/{id}/audio", "", 400)]
        for method, path, query, status in cases:
            answer = server().request(path=path.replace("{id}", "nothing") + query)
            require_valid(answer, described, method, path, status)
        for path, name in [("/api/runs/{id}", "nothing"), ("/api/runs/{id}/metrics", "nothing"),
                           ("/api/runs/{id}/clips", "nothing"),
                           ("/api/sweeps/{name}", "nothing")]:
            address = path.replace("{id}", name).replace("{name}", name)
            require_valid(server().request(path=address), described, "get", path, 404)
        require_valid(server().request("POST", "/api/listen", [], b"x"), described, "post", "/api/listen", 401)
        answer = server().request(path="/api/runs/nothing/audio?clip=x")
        require_valid(answer, described, "get", "/api/runs/{id}/audio", 404)
        for gain in ["-201", "nan", "x", "0,5"]:
            answer = server().listen(b"x", path=f"/api/listen?playbackGain={gain}")
            require_valid(answer, described, "post", "/api/listen", 400)
        require_valid(server().listen(b"x"), described, "post", "/api/listen", 422)
        require_valid(server().listen(b""), described, "post", "/api/listen", 400)
        answer = server().listen(b"x", path="/api/listen?model=nothing")
        require_valid(answer, described, "post", "/api/listen", 404)
        for method, path, allowed in [("GET", "/api/listen", "POST"), ("POST", "/api/runs", "GET, HEAD"),
                                      ("TRACE", "/api/health", "GET, HEAD"), ("DELETE", "/runs/nothing", "GET, HEAD")]:
            answer = server().request(method, path, [f"Authorization: Bearer {TOKEN}"])
            if answer[0] != 405 or answer[1]["allow"] != allowed:
                raise AssertionError(f"{method} {path}: found {answer[:2]}")
        return f"{len(cases) + 17} refusals"

    @checklist.check("api: schemathesis finds nothing that the description does not say")
    def schemathesis():
        program = pathlib.Path(sys.executable).with_name("schemathesis")
        if not program.exists():
            raise Skipped("schemathesis is not installed")
        # Texts that are no condition, and bytes that are no recording, cannot be told by a schema: that they are refused is
        # as it should be. Events would be waited for.
        found = subprocess.run(
            [program, "run", f"http://{server().name}/api/openapi.json", "-H", f"Authorization: Bearer {TOKEN}",
             "--exclude-path", "/api/runs/{id}/events", "--exclude-checks", "positive_data_acceptance",
             "--phases", "examples,coverage,fuzzing", "-n", "40", "--generation-deterministic",
             "--no-color"], capture_output=True, text=True, timeout=300, cwd=folder)
        lines = found.stdout.splitlines()
        if found.returncode != 0:
            raise AssertionError("\n".join(lines[-120:]) + found.stderr)
        server().require_alive()
        return next((line.strip() for line in lines if " generated" in line and "passed" in line), "")

    return end
