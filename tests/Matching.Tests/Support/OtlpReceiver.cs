using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;

namespace Matching.Tests.Support;

/// <summary>Takes what is sent by OTLP over HTTP and keeps every byte of it.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<(string Path, byte[] Body)> _seen = [];
    private readonly Task _loop;

    public OtlpReceiver()
    {
        Address = $"http://127.0.0.1:{ServiceProcess.FreePort()}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _loop = ListenAsync();
    }

    public string Address { get; }

    /// <summary>All that came to a path such as <c>/v1/traces</c>, byte for byte as Latin-1.</summary>
    public string Seen(string path)
    {
        lock (_seen)
        {
            return string.Concat(
                _seen.Where(one => one.Path == path).Select(one => Encoding.Latin1.GetString(one.Body))
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                lock (_seen)
                {
                    // Headers too: what may not be told may not stand there either.
                    _seen.Add((call.Request.Url!.AbsolutePath, body.ToArray()));
                    _seen.Add((call.Request.Url!.AbsolutePath, Encoding.Latin1.GetBytes($"{call.Request.Headers}")));
                }

                call.Response.Close();
            }
            catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
