using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>Where something really stands: after links inside the source and other spellings of a name.</summary>
/// <param name="Inside">The path inside the resource as stored: the one that rights are decided on.</param>
/// <param name="Place">What was asked of the storage.</param>
/// <param name="Mount">Where in the resource the source begins.</param>
internal sealed record StoredFolder(Resource Resource, FtpPath Inside, StoragePlace Place, FtpPath Mount);
