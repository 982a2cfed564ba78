// Shows /openapi.json. `validatorUrl: null`: nothing of ours is sent to anybody else's validator.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", validatorUrl: null });
