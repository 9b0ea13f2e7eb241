// A player in C#: registers, looks for a match over REST, and plays it with the GameLift Realtime client SDK.
// It plays the first command that it may. The messages are those of docs/realtime-messages.md, the routes
// those of docs/rest.md.
//
//   mcs -r:GameLiftRealtimeClientSdkNet45.dll -r:System.Net.Http.dll -r:System.Web.Extensions.dll Player.cs
//   mono Player.exe http://127.0.0.1:4100 tic-tac-toe [--fast]
//
// In Unity the same calls work; use its own HTTP and JSON in place of HttpClient and JavaScriptSerializer.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Web.Script.Serialization;
using Aws.GameLift.Realtime;
using Aws.GameLift.Realtime.Event;
using Aws.GameLift.Realtime.Types;

using Document = System.Collections.Generic.Dictionary<string, object>;

static class Program
{
    static int Main(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine(
                "usage: Player URL GAME [--fast]   (--fast: commands go as datagrams where they can)");
            return 2;
        }
        var rest = new Rest(arguments[0]);
        rest.SignIn();
        var ticket = rest.FindMatch(arguments[1]);
        var seat = new Seat(fast: arguments.Contains("--fast"));
        var result = seat.Play((Document)ticket["connection"]);
        Console.WriteLine(Json.Write(new Document
        {
            { "playerId", rest.PlayerId }, { "match", ticket["match"] }, { "result", result },
            { "sentFast", seat.SentFast },
        }));
        return 0;
    }
}

static class Json
{
    static readonly JavaScriptSerializer Serializer = new JavaScriptSerializer();

    public static string Write(object value) { return Serializer.Serialize(value); }

    public static Document Read(string text) { return (Document)Serializer.DeserializeObject(text); }
}

/// <summary>The way to a match: a guest, an access token, a ticket.</summary>
class Rest
{
    readonly HttpClient http;

    public string PlayerId { get; private set; }

    public Rest(string url) { http = new HttpClient { BaseAddress = new Uri(url) }; }

    public void SignIn()
    {
        var guest = Send(HttpMethod.Post, "/v1/players", new Document());
        PlayerId = (string)guest["playerId"];
        var proof = new Document { { "playerId", PlayerId }, { "secret", guest["secret"] } };
        var session = Send(HttpMethod.Post, "/v1/sessions", proof);
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + session["accessToken"]);
    }

    /// <summary>
    /// Searches until there is a match. A match that another player left before it began does not count.
    /// </summary>
    public Document FindMatch(string game)
    {
        for (;;)
        {
            var ticket = Follow(Send(HttpMethod.Post, "/v1/tickets", new Document { { "game", game } }));
            if ((string)ticket["status"] == "completed") return ticket;
            object because;
            ticket.TryGetValue("endedBecause", out because);
            if ((string)because != "match-left")
                throw new InvalidOperationException("no match: " + Json.Write(ticket));
        }
    }

    /// <summary>
    /// Follows a ticket to its end. Asking also keeps it: one that is not asked for ends after a minute.
    /// </summary>
    Document Follow(Document ticket)
    {
        var open = new[] { "queued", "searching", "requires-acceptance", "placing" };
        while (open.Contains((string)ticket["status"]))
        {
            Thread.Sleep(250);
            ticket = Send(HttpMethod.Get, "/v1/tickets/" + ticket["ticketId"], null);
        }
        return ticket;
    }

    Document Send(HttpMethod method, string path, Document body)
    {
        var request = new HttpRequestMessage(method, path);
        if (body != null)
            request.Content = new StringContent(Json.Write(body), Encoding.UTF8, "application/json");
        var response = http.SendAsync(request).Result;
        var text = response.Content.ReadAsStringAsync().Result;
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(method + " " + path + ": " + text);
        return Json.Read(text);
    }
}

/// <summary>One seat of one match.</summary>
class Seat
{
    const int Command = 10, Sync = 14, Welcome = 100, Events = 101, Refused = 102, Result = 105;
    const int Script = -1;
    static readonly TimeSpan AnswerIsLate = TimeSpan.FromMilliseconds(400);

    readonly Client client = new Client(
        new ClientConfiguration { ConnectionType = ConnectionType.RT_OVER_WS_UDP_UNSECURED });
    readonly AutoResetEvent something = new AutoResetEvent(false);
    readonly object turn = new object();
    readonly bool fast;
    int mine = -1, newest, commands;
    // The command that has no answer yet: a datagram may be lost, and the same id is the same command.
    string waitingId;
    // From the welcome of this connection: each message proves with it that this player sent it.
    string secret;
    byte[] waiting;
    DateTime sentAt;
    Document result;
    Exception trouble;

    /// <summary>How many commands went as datagrams.</summary>
    public int SentFast { get; private set; }

    public Seat(bool fast) { this.fast = fast; }

    /// <summary>Plays to the end and returns the result that the script sends.</summary>
    public Document Play(Document connection)
    {
        // The SDK calls back from threads of its own.
        client.DataReceived += (_, message) =>
        {
            lock (turn)
            {
                try { Take(message.OpCode, message.Data); }
                catch (Exception exception) { trouble = exception; }
            }
            something.Set();
        };
        client.ConnectionClose += (_, __) => something.Set();
        client.ConnectionError += (_, error) => { trouble = trouble ?? error.Exception; something.Set(); };
        var token = new ConnectionToken((string)connection["playerSessionId"], null);
        client.Connect((string)connection["ipAddress"], (int)connection["port"], FreeUdpPort(), token);
        var giveUp = DateTime.UtcNow.AddMinutes(2);
        for (;;)
        {
            something.WaitOne(100);
            lock (turn)
            {
                if (result != null) break;
                if (trouble != null) throw trouble;
                if (DateTime.UtcNow > giveUp) throw new TimeoutException("the match did not end");
                if (waiting != null && DateTime.UtcNow - sentAt > AnswerIsLate)
                    Send(Command, waiting, DeliveryIntent.Reliable);
            }
        }
        if (client.Connected) client.Disconnect();
        return result;
    }

    void Take(int opCode, byte[] payload)
    {
        if (opCode == Welcome)
        {
            var welcome = Json.Read(Encoding.UTF8.GetString(payload));
            mine = (int)welcome["seat"];
            secret = (string)welcome["secret"];
            newest = (int)welcome["sequence"];
            Consider(welcome["position"] as Document);
        }
        else if (opCode == Events)
        {
            var message = Json.Read(Encoding.UTF8.GetString(payload));
            if ((int)message["from"] > newest + 1)
            {
                var sync = new Document { { "after", newest }, { "secret", secret } };
                Send(Sync, Encoding.UTF8.GetBytes(Json.Write(sync)), DeliveryIntent.Reliable);
                return;
            }
            foreach (Document happened in (IEnumerable)message["events"])
            {
                newest = Math.Max(newest, (int)happened["sequence"]);
                if (happened.ContainsKey("id") && (string)happened["id"] == waitingId) waiting = null;
            }
            Consider(message["position"] as Document);
        }
        else if (opCode == Refused)
        {
            throw new InvalidOperationException("refused: " + Encoding.UTF8.GetString(payload));
        }
        else if (opCode == Result)
        {
            result = Json.Read(Encoding.UTF8.GetString(payload));
        }
    }

    /// <summary>Plays the first legal command, once, when it is this seat's turn.</summary>
    void Consider(Document position)
    {
        if (position == null || waiting != null) return;
        if (!((IEnumerable<object>)position["toAct"]).Contains(mine)) return;
        var legal = ((IEnumerable<object>)position["legal"]).FirstOrDefault();
        if (legal == null) return;
        waitingId = "c" + ++commands;
        var command = new Document
        {
            { "id", waitingId }, { "seen", newest }, { "command", legal }, { "secret", secret },
        };
        waiting = Encoding.UTF8.GetBytes(Json.Write(command));
        Send(Command, waiting, fast && client.CanSendFast() ? DeliveryIntent.Fast : DeliveryIntent.Reliable);
    }

    void Send(int opCode, byte[] payload, DeliveryIntent intent)
    {
        sentAt = DateTime.UtcNow;
        if (intent == DeliveryIntent.Fast) SentFast += 1;
        var message = client.NewMessage(opCode).WithDeliveryIntent(intent).WithTargetPlayer(Script);
        client.SendMessage(message.WithPayload(payload));
    }

    static int FreeUdpPort()
    {
        using (var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
            return ((IPEndPoint)probe.Client.LocalEndPoint).Port;
    }
}
